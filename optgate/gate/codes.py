"""The codes that no pattern stands behind: those of the gate itself, beside the rules of detection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.detect import Rule

SLOWER = ("OPT901", "slower-than-before")
CHANGED = ("OPT902", "behaviour-changed")
FASTER = ("OPT903", "faster-version")

_SLOWER = """\
A changed function takes longer than its earlier version, and behaves the same.

## What it matches
A function that a change touches, and its version in the commit before (in CI: where the branch parted). Both
get the same inputs, those of the search and those seen in the project's tests. Where no difference is found,
both are timed as candidates are, with the roles changed: the interval of the slow-down has to lie beyond
`max-slowdown` (1.1: a tenth longer) as a whole.

## Why it matters
Nobody had to write a benchmark for the loss to be seen before it is merged.

## Example
```python
known = set(names)
return [name for name in wanted if name in known]
```
became
```python
return [name for name in wanted if name in names]
```

## Known differences
Functions whose changes are comments, docstrings or annotations alone are not run. A commit compares those
that loop where the file works with arrays or a pattern is or was found; a push and CI compare all that loop
or looped, and those without a loop in files that work with arrays. Renamed and moved functions are
followed inside the changed files. `# optgate: ignore[OPT901] reason` on the `def` accepts a loss.
"""

_CHANGED = """\
A changed function does not behave as its earlier version did.

## What it matches
A function that a change touches and that keeps its name, with one call on which the two versions differ.

## Why it matters
It is no mistake by itself and never stops anything: it tells whoever reviews the change what it changes. Its
speed is not compared, since the two do different work.

## Example
```python
return values[: len(values) // 2]
```
became
```python
return values[: (len(values) + 1) // 2]
```

## Known differences
The inputs are generated for the earlier version, and some may be calls that the project never makes.
"""

_FASTER = """\
A function that was asked for by name has a verified faster version.

## What it matches
A function named on the command line in which no pattern was found, for which a rewrite was accepted all the
same.

## Why it matters
The proposal is verified and timed as every other.

## Example
```python
return sum([value for value in values])
```
becomes
```python
return sum(values)
```

## Known differences
Those that the proposal names.
"""


def rules() -> tuple[Rule, ...]:
    """Every rule that can be explained, in the order of its code."""
    from optgate import detect

    own = [
        detect.Rule(*code, text.partition("\n")[0], text.strip())
        for code, text in ((SLOWER, _SLOWER), (CHANGED, _CHANGED), (FASTER, _FASTER))
    ]
    return (*detect.rules(), detect.unused_ignore(), *own)
