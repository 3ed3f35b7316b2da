"""A loop calls a plain function of the same file for every element.

## What it matches
`out[i] = helper(x[i], p)` or `out.append(helper(v))` as all that a pass does, where `helper` is a formula:
no loops, no effects.

## Why it matters
A call costs more than the arithmetic in it. The formula on whole arrays is 100 times faster at 1,000
elements.

## Example
```python
def half(v):
    return v / 2 if v > 0 else 0.0


for i in range(n):
    out[i] = half(x[i])
```
becomes
```python
out[:n] = np.where(x[:n] > 0, x[:n] / 2, 0.0)
```

## Known differences
Both branches are evaluated for every element, which may warn.
"""

from __future__ import annotations

import ast

from ..patterns import carried, recurrent
from ..registry import nest, rule
from ..shape import Loop
from ..vet import is_formula


@nest("OPT707", "helper-call-loop", rank=80)
@rule("OPT707", "helper-call-loop", rank=20)
def match(loop: Loop) -> str | None:
    """Stores or appends of a helper's result."""
    if loop.leaves_early or recurrent(loop) or carried(loop, set()):
        return None
    for event in loop.of("store") + loop.of("append"):
        call = event.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            helper = loop.tags.helpers.get(call.func.id)
            if helper is not None and is_formula(helper, loop.tags) and _computes(helper):
                return f"`{call.func.id}` is called for every element: its formula works on whole arrays"
    return None


def _computes(helper: ast.AST) -> bool:
    return any(isinstance(node, ast.BinOp | ast.Compare) for node in ast.walk(helper))
