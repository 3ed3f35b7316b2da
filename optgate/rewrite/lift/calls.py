"""Calls in a pass: ``math`` and builtins become NumPy functions, helpers are called with whole arrays."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..trees import walk
from .element import is_boolean, python_type
from .nodes import Expr, UnliftableError, binary, call, dotted, method, name, same

if TYPE_CHECKING:
    from .vector import Vector

_words = str.split

_MATH = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2", "asinh": "arcsinh",
    "acosh": "arccosh", "atanh": "arctanh", "pow": "power",
    **{same_name: same_name for same_name in _words(
        "sqrt exp log log2 log10 log1p expm1 sin cos tan sinh cosh tanh fabs hypot isnan isinf isfinite "
        "degrees radians copysign fmod cbrt exp2 floor ceil trunc"
    )},
}  # fmt: skip
_TO_INT = frozenset({"floor", "ceil", "trunc"})
_UFUNCS = frozenset(_MATH.values()) | frozenset(
    _words(
        "abs absolute sign square power maximum minimum fmax fmin rint round around arctan2 mod "
        "remainder floor_divide clip logaddexp real imag conj angle where heaviside sinc add subtract "
        "multiply divide negative bitwise_and bitwise_or bitwise_xor invert logical_and logical_or "
        "logical_not signbit deg2rad rad2deg"
    )
)
_SCALARS = frozenset(
    _words(
        "float64 float32 float16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp complex64 "
        "complex128 bool_"
    )
)
_NOT_PER_ELEMENT = frozenset(
    _words("len sum any all sorted list tuple dict set str range enumerate zip map filter divmod")
)
_PURE = frozenset(_words("len abs min max int float bool round pow sum complex divmod"))


def limited(test: Expr, chosen: Expr, other: Expr) -> str:
    """``maximum`` or ``minimum`` where ``chosen if test else other`` keeps values on one side of a number."""
    bound = _number(chosen)
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1) or bound is None:
        return ""
    left, right, operator = test.left, test.comparators[0], test.ops[0]
    larger = isinstance(operator, ast.Gt | ast.GtE)
    if not larger and not isinstance(operator, ast.Lt | ast.LtE):
        return ""
    if same(right, other):
        left, right, larger = right, left, not larger
    if not same(right, chosen):
        return ""
    made = "minimum" if larger else "maximum"
    return made if same(left, other) or _within(left, other, made, bound) else ""


def _number(node: Expr) -> float | None:
    """The value of a number as it is written, with a sign or without."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return -inner if inner is not None else None
    known = isinstance(node, ast.Constant) and type(node.value) in {int, float}
    return node.value if known else None  # type: ignore[attr-defined]


def _within(element: Expr, limit: Expr, made: str, bound: float) -> bool:
    """Whether a value is the element kept on the other side of a number that is not beyond the bound."""
    if isinstance(limit, ast.IfExp):
        opposite, base, last = (
            limited(limit.test, limit.body, limit.orelse),
            limit.orelse,
            _number(limit.body),
        )
    elif isinstance(limit, ast.Call) and isinstance(limit.func, ast.Attribute) and len(limit.args) == 2:
        opposite, base, last = limit.func.attr, limit.args[0], _number(limit.args[1])
    else:
        return False
    if last is None or not same(base, element):
        return False
    if made == "maximum":
        return opposite == "minimum" and bound <= last
    return opposite == "maximum" and last <= bound


def check_once(vector: Vector, node: Expr) -> None:
    """Calls that do not vary are made once instead of in every pass: only known functions may be.

    Raises:
        UnliftableError: An unknown function is called.
    """
    for part in walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            origin = vector.facts.imports.origin(part.func.id)
            if part.func.id not in _PURE and not origin.startswith(("math.", "numpy.")):
                raise UnliftableError(f"{part.func.id} may not be called once for all passes")


def translate(vector: Vector, node: ast.Call) -> Expr:
    """The array code of a call whose arguments vary.

    Raises:
        UnliftableError: The function is not known to work element by element.
    """
    if node.keywords:
        raise UnliftableError("keyword arguments")
    function = node.func
    if isinstance(function, ast.Attribute):
        if isinstance(function.value, ast.Name):
            module = vector.facts.imports.origin(function.value.id)
            return _module_call(vector, module, function.attr, node.args)
        raise UnliftableError("a method call")
    if not isinstance(function, ast.Name):
        raise UnliftableError("a computed function")
    origin = vector.facts.imports.origin(function.id)
    if origin.startswith(("math.", "numpy.")):
        module, _, called = origin.rpartition(".")
        return _module_call(vector, module, called, node.args)
    return _named_call(vector, function, node.args)


def _module_call(vector: Vector, module: str, called: str, arguments: list[Expr]) -> Expr:
    codes = [vector.code(argument) for argument in arguments]
    if module == "math" and called in _MATH:
        if vector.exact:
            codes = [
                _as_float(vector, argument, code) for argument, code in zip(arguments, codes, strict=True)
            ]
        made = vector.np(_MATH[called], *codes)
        return method(made, "astype", name("int")) if called in _TO_INT else made
    if module == "numpy" and called in _SCALARS and len(codes) == 1:
        return method(codes[0], "astype", dotted(f"{vector.numpy}.{called}"))
    if module == "numpy" and called in _UFUNCS:
        return vector.np(called, *codes)
    raise UnliftableError(f"{module}.{called}")


def _as_float(vector: Vector, argument: Expr, made: Expr) -> Expr:
    """``math`` computes in double precision whatever it is given."""
    if not vector.varies(argument) or python_type(argument, vector.axis, vector.facts) == "float":
        return made
    return method(made, "astype", name("float"))


def _named_call(vector: Vector, function: ast.Name, arguments: list[Expr]) -> Expr:
    if function.id in {"min", "max"} and len(arguments) >= 2:
        return _extreme_call(vector, function.id, arguments)
    codes = [vector.code(argument) for argument in arguments]
    if function.id == "abs" and len(codes) == 1:
        return vector.np("abs", codes[0])
    if function.id == "round":
        return vector.np("round", *codes)
    if function.id in {"int", "float"} and len(codes) == 1:
        return method(codes[0], "astype", name(function.id))
    if function.id == "bool" and len(codes) == 1:
        return codes[0] if is_boolean(arguments[0]) else method(codes[0], "astype", name("bool"))
    if function.id == "pow" and len(codes) == 2:
        return binary(codes[0], ast.Pow(), codes[1])
    if function.id in _NOT_PER_ELEMENT or vector.facts.scalar(function.id):
        raise UnliftableError(function.id)
    return call(function, *codes)


def _extreme_call(vector: Vector, which: str, arguments: list[Expr]) -> Expr:
    """``min(a, b)`` keeps ``a`` unless ``b`` is smaller: ``numpy.minimum`` but for NaN in ``b``."""
    made = vector.code(arguments[0])
    for argument in arguments[1:]:
        other = vector.code(argument)
        plain = isinstance(argument, ast.Constant)
        if vector.exact and not plain:
            operator: ast.cmpop = ast.Lt() if which == "min" else ast.Gt()
            made = vector.np("where", ast.Compare(other, [operator], [made]), other, made)
        else:
            made = vector.np(f"{which}imum", made, other)
    return made
