"""Lifting: a loop is executed symbolically, what its passes do is matched, and whole-array code is written.

``axis`` reads the header, ``kernel`` executes the body on expressions, ``carried`` matches what goes from
pass to pass, ``vector`` translates expressions, ``array`` writes the statements. The pure-Python targets
of the same kernels are in ``optgate.rewrite.idioms``.
"""

from __future__ import annotations
