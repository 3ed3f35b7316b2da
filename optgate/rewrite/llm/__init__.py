"""A language model as a source of candidates: what it is sent, how its replies are read, when to stop.

Nothing here judges: every reply becomes a ``Candidate`` that nobody trusts, and goes the way of a rewrite
by a stranger. The SDK is imported at the first call and not before.
"""

from __future__ import annotations
