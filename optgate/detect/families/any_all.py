"""A loop asks whether any or every element meets a condition.

## What it matches
`return True` at the first hit with `return False` after the loop, the negated form, and a flag that is set
to a constant under a condition, with or without `break`.

## Why it matters
`any`/`all` say what is meant; on arrays the condition is evaluated in one compiled pass.

## Example
```python
for v in x:
    if v < 0:
        return True
return False
```
becomes
```python
return bool((x < 0).any())
```

## Known differences
The array form evaluates every element, so an early hit makes it slower and later elements may warn.
`numpy.any` returns `np.bool_`, which is not `True`: it is converted.
"""

from __future__ import annotations

import ast

from ..patterns import carried, tests_numbers
from ..registry import rule
from ..shape import Event, Loop


@rule("OPT107", "any-all-loop", rank=5)
def match(loop: Loop) -> str | None:
    """A flag, or a constant returned at the first hit."""
    if not tests_numbers(loop) or loop.of("store") or loop.of("append"):
        return None
    returned = loop.of("return")
    if returned:
        if len(returned) > 1 or loop.of("break") or not _constant(returned[0]) or carried(loop, set()):
            return None
        follower = loop.follower()
        if isinstance(follower, ast.Return) and isinstance(follower.value, ast.Constant):
            return "a constant is returned at the first hit: `any` or `all` of the condition answers it"
        return None
    flags = [event for event in loop.of("set") if event.guards and _constant(event)]
    if len(flags) == 1 and not carried(loop, {flags[0].name}) and not loop.of("add"):
        return f"the flag `{flags[0].name}` is set by a condition: `any` or `all` of the condition answers it"
    return None


def _constant(event: Event) -> bool:
    return isinstance(event.value, ast.Constant) and isinstance(event.value.value, bool)
