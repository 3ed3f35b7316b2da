"""The kinds that the source states besides annotations: defaults, docstrings and ``isinstance`` tests.

What is left open (an array without dtype, a list without element type) stays empty in the ``Kind``; the
usage in the body fills it later.
"""

from __future__ import annotations

import ast
import re

from optgate.verify.evidence import callables
from optgate.verify.evidence.annotations import Names, of_annotation, unique
from optgate.verify.evidence.classes import made
from optgate.verify.evidence.module import Module
from optgate.verify.evidence.vocabulary import DTYPE_NAMES, SCALARS
from optgate.verify.values.kinds import BOOL, FLOAT, INT, NONE, STR, Kind


def of_default(node: ast.expr | None, module: Module | None = None) -> tuple[Kind, ...]:
    """The kinds a default value suggests."""
    if node is None:
        return ()
    try:
        return of_value(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return of_reference(node, module) if module is not None else ()


def of_reference(node: ast.expr, module: Module) -> tuple[Kind, ...]:
    """The kinds of what a dotted name refers to: a constant, a member of an enumeration, a function."""
    dotted = module.dotted(node)
    if not dotted:
        return ()
    if isinstance(node, ast.Name):
        if dotted in module.constants:
            return of_value(module.constants[dotted])
        if dotted in module.functions:
            return (Kind("function"),)
        return (callables.of_paths((f"builtins:{dotted}",)),) if dotted in _FUNCTIONS else ()
    first, _, rest = dotted.partition(".")
    found = made(module, first)
    if found is not None:
        return (Names(module).of_made(found),) if found.way == "member" and dotted in found.members else ()
    if first in ("numpy", "math", "operator") and rest and "." not in rest:
        return (
            (callables.of_paths((f"{first}:{rest}",)),)
            if rest.islower() and rest not in _NUMBERS
            else (FLOAT,)
        )
    return ()


_FUNCTIONS = {"abs", "len", "max", "min", "sum", "float", "int", "str", "bool", "round", "sorted"}
_NUMBERS = {"inf", "nan", "pi", "e", "tau"}


def of_value(value: object) -> tuple[Kind, ...]:
    """The kinds of a plain value."""
    if value is None:
        return (NONE,)
    for cls, kind in ((bool, BOOL), (int, INT), (float, FLOAT), (str, STR)):
        if type(value) is cls:
            return (kind,)
    if isinstance(value, bytes | complex):
        return (Kind(type(value).__name__),)
    if isinstance(value, list | set):
        tag = type(value).__name__
        inner = unique(*(kind for item in value for kind in of_value(item)))
        return tuple(Kind(tag, (item,)) for item in inner[:2]) or (Kind(tag),)
    if isinstance(value, tuple):
        parts = tuple(kind for item in value for kind in of_value(item))
        return (Kind("tuple", parts, fixed=True),) if parts else (Kind("tuple"),)
    return _of_dict(value) if isinstance(value, dict) else ()


def _of_dict(value: dict[object, object]) -> tuple[Kind, ...]:
    keys = unique(*(kind for key in value for kind in of_value(key)))
    values = unique(*(kind for item in value.values() for kind in of_value(item)))
    if len(keys) == 1 and values:
        return tuple(Kind("dict", (keys[0], item)) for item in values[:2])
    return (Kind("dict"),)


def of_test(node: ast.expr, names: Names | None = None) -> tuple[Kind, ...]:
    """The kinds that the second argument of ``isinstance`` names."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return unique(*(kind for part in parts for kind in of_annotation(part, names or Names())))


_PLAIN = {word: SCALARS[word] for word in ("int", "float", "bool", "str", "complex", "bytes", "bytearray")}
_NUMPYDOC = r"^\s*\**{name}\s*:\s*(?P<type>[^\n]+)$"
_NUMPYDOC_PAIR = r"^\s*(?:\w+\s*,\s*)*{name}\s*(?:,\s*\w+\s*)*:\s*(?P<type>[^\n]+)$"
_GOOGLE = r"^\s*\**{name}\s*\((?P<type>[^)\n]*(?:\([^)\n]*\)[^)\n]*)*)\)\s*:(?P<rest>[^\n]*)"
_GOOGLE_BARE = r"^\s*\**{name}\s*:(?P<rest>[^\n]*)$"
_SPHINX_PARAM = r"^\s*:param\s+(?P<type>[^:\n]+?)\s+{name}\s*:(?P<rest>[^\n]*)"
_SPHINX = r"^\s*:type\s+{name}\s*:\s*(?P<type>[^\n]+)$"


def of_docstring(text: str, name: str) -> tuple[Kind, ...]:
    """The kinds a numpydoc, Google or Sphinx docstring gives for one parameter."""
    for pattern in (_GOOGLE, _SPHINX, _SPHINX_PARAM, _NUMPYDOC, _NUMPYDOC_PAIR):
        for match in re.finditer(pattern.format(name=re.escape(name)), text, re.MULTILINE):
            kinds = of_words(match["type"])
            if kinds:
                return _detailed(kinds, match.groupdict().get("rest") or "")
    return ()


def described(text: str, name: str) -> list[str]:
    """What a docstring says where it describes one parameter: the type with what follows on the line."""
    patterns = (_GOOGLE, _GOOGLE_BARE, _SPHINX, _SPHINX_PARAM, _NUMPYDOC, _NUMPYDOC_PAIR)
    return [
        match[0]
        for pattern in patterns
        for match in re.finditer(pattern.format(name=re.escape(name)), text, re.MULTILINE)
    ]


def _detailed(kinds: tuple[Kind, ...], text: str) -> tuple[Kind, ...]:
    """Arrays with the dtype and dimensions that the description after the type names."""
    plain = text.lower()
    dtype = next((DTYPE_NAMES[word] for word in re.findall(r"[a-z]+\d+", plain) if word in DTYPE_NAMES), "")
    ndim = _dimensions(plain)
    return tuple(
        Kind("array", dtype=kind.dtype or dtype, ndim=kind.ndim or ndim) if kind.tag == "array" else kind
        for kind in kinds
    )


def of_words(text: str) -> tuple[Kind, ...]:
    """The kinds that a type written for people names, such as ``ndarray of uint8, shape (H, W)``."""
    choices = re.match(r"\s*\{([^}]*)\}", text)
    if choices:
        values = re.findall(r"""['"]([^'"]*)['"]""", choices[1])
        return (Kind("str", choices=tuple(values)),) if values else ()
    kinds: list[Kind] = []
    plain = text.lower()
    words = set(re.findall(r"[a-z_]+\d*", plain))
    dtypes = [DTYPE_NAMES[word] for word in re.findall(r"[a-z_]+\d*", plain) if word in DTYPE_NAMES]
    ndim = _dimensions(plain)
    if words & {"ndarray", "array", "array_like", "arraylike", "image", "matrix", "np"}:
        found = tuple(dict.fromkeys(dtypes)) or ("",)
        kinds += [Kind("array", dtype=dtype, ndim=ndim or 2 * ("matrix" in words)) for dtype in found]
        if words & {"array_like", "arraylike"}:
            kinds.append(Kind("list"))
    elif words & {"list", "sequence", "lists", "iterable", "tuple", "tuples"}:
        items = [kind for word, kind in _PLAIN.items() if word in words and kind is not NONE]
        tag = "tuple" if words & {"tuple"} and not words & {"list"} else "list"
        kinds += [Kind(tag, (item,)) for item in dict.fromkeys(items)] or [Kind(tag)]
    elif words & {"dict", "mapping"}:
        kinds.append(Kind("dict"))
    elif words & {"dataframe", "callable", "function"} or "Series" in text:
        tags = {"dataframe": "frame", "callable": "function", "function": "function"}
        kinds.append(Kind(next((tags[word] for word in tags if word in words), "series")))
    else:
        names = {"integer": INT, "string": STR, "boolean": BOOL, "number": FLOAT, "scalar": FLOAT, **_PLAIN}
        kinds += dict.fromkeys(kind for word, kind in names.items() if word in words and kind is not NONE)
    if kinds and words & {"none", "optional"}:
        kinds.append(NONE)
    return tuple(kinds)


def _dimensions(text: str) -> int:
    """The number of dimensions in ``shape (n, m)``, ``(H, W)``, ``2-D`` or ``2d``; 0 when none is named."""
    match = re.search(r"\b([1-4])-?d\b", text)
    if match:
        return int(match[1])
    match = re.search(r"(?:shape\s*[:=]?\s*)?\(\s*(\w+\s*(?:,\s*\w+\s*)*),?\s*\)", text)
    return match[1].count(",") + 1 if match else 0
