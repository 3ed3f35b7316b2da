"""A comment that silences nothing.

## What it matches
`# optgate: ignore` and `# optgate: ignore[OPT201] reason` where no finding is silenced by them: the loop was
rewritten, the comment stands on a line that is neither a `def` nor a loop, the code is another one, or the
comment cannot be read. With `require-ignore-reasons`, also one that gives no reason.

## Why it matters
A comment that outlives its loop would silence the next one that is written there, unseen.

## Example
```python
total = x.sum()  # optgate: ignore[OPT102] three elements
```
becomes
```python
total = x.sum()
```

## Known differences
None: a comment is no code. Codes of regressions (OPT9) are left alone, since only a run can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from optgate.model import Finding

from .registry import Rule, rules
from .silence import EVERYTHING, Ignore, Ignores

CODE = "OPT900"
NAME = "unused-ignore"
FORM = "`# optgate: ignore[OPT201] reason`"
_RUN_ONLY = "OPT9"


def rule() -> Rule:
    """What ``optgate explain OPT900`` prints."""
    documentation = (__doc__ or "").strip()
    return Rule(CODE, NAME, documentation.partition("\n")[0], documentation)


def unused(ignores: Ignores, *, reasons: bool) -> Iterator[Finding]:
    """The comments that silenced nothing of what was found; with ``reasons``, those that give none too."""
    for one in ignores.comments:
        problem = _problem(one, reasons=reasons)
        if problem:
            yield Finding(CODE, NAME, one.line, one.column, one.line, f"this comment {problem}")


def _problem(one: Ignore, *, reasons: bool) -> str:
    if one.problem:
        return f"silences nothing: {one.problem}; the form is {FORM}"
    idle = sorted(code for code in one.codes - one.used if not code.startswith(_RUN_ONLY))
    if idle and one.codes == EVERYTHING:
        return "silences nothing: no finding stands on its line"
    if idle:
        known = [rule.code for rule in rules()]
        strange = [code for code in idle if not any(name.startswith(code) for name in known)]
        return f"names {', '.join(strange)}, a code no rule has" if strange else _nothing(idle)
    return f"gives no reason; the form is {FORM}" if reasons and not one.reason else ""


def _nothing(codes: list[str]) -> str:
    return f"silences nothing with {', '.join(codes)}: no such finding stands on its line"
