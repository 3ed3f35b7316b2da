"""The kinds that the source states: annotations, defaults, docstrings and ``isinstance`` tests.

What is left open (an array without dtype, a list without element type) stays empty in the ``Kind``; the
usage in the body fills it later.
"""

from __future__ import annotations

import ast
import re

from optgate.verify.kinds import BOOL, FLOAT, INT, NONE, STR, Kind

_SCALARS = {
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "str": STR,
    "complex": Kind("complex"),
    "bytes": Kind("bytes"),
    "None": NONE,
    "NoneType": NONE,
    "Integral": INT,
    "Real": FLOAT,
    "Number": FLOAT,
    "SupportsIndex": INT,
    "SupportsFloat": FLOAT,
    "floating": FLOAT,
    "integer": INT,
}
_SEQUENCES = {
    "list": ("list",),
    "List": ("list",),
    "Sequence": ("list", "tuple"),
    "MutableSequence": ("list",),
    "Iterable": ("list", "tuple", "iter"),
    "Collection": ("list", "tuple"),
    "Iterator": ("iter",),
    "Generator": ("iter",),
    "set": ("set",),
    "Set": ("set",),
    "AbstractSet": ("set",),
    "frozenset": ("frozenset",),
    "FrozenSet": ("frozenset",),
}
_ARRAYS = {"ndarray", "NDArray", "Array", "array", "MatLike", "DTypeLike"}
_DICTS = {"dict", "Dict", "Mapping", "MutableMapping", "Counter", "defaultdict"}
_TRANSPARENT = {"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}
DTYPE_NAMES = {
    "uint8": "uint8",
    "int8": "int8",
    "int16": "int16",
    "uint16": "uint16",
    "int32": "int32",
    "uint32": "uint32",
    "int64": "int64",
    "intp": "int64",
    "int_": "int64",
    "int": "int64",
    "integer": "int64",
    "float16": "float16",
    "float32": "float32",
    "single": "float32",
    "float64": "float64",
    "double": "float64",
    "float": "float64",
    "floating": "float64",
    "bool_": "bool",
    "bool": "bool",
    "complex128": "complex128",
}
_MAX_ALIASES = 8


def of_annotation(node: ast.expr | None, aliases: dict[str, ast.expr], depth: int = 0) -> tuple[Kind, ...]:
    """The kinds an annotation allows; empty when it says nothing that is known here."""
    if node is None or depth > _MAX_ALIASES:
        return ()
    if isinstance(node, ast.Constant):
        if node.value is None:
            return (NONE,)
        if isinstance(node.value, str):
            try:
                return of_annotation(ast.parse(node.value, mode="eval").body, aliases, depth + 1)
            except SyntaxError:
                return ()
        return ()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _unique(
            *of_annotation(node.left, aliases, depth + 1), *of_annotation(node.right, aliases, depth + 1)
        )
    if isinstance(node, ast.Subscript):
        return _generic(_last(node.value), node.slice, aliases, depth)
    return _bare(_last(node), aliases, depth)


def _bare(name: str, aliases: dict[str, ast.expr], depth: int) -> tuple[Kind, ...]:
    """The kinds of a name without parameters."""
    if name in _SCALARS:
        return (_SCALARS[name],)
    if name in _SEQUENCES:
        return tuple(Kind(tag) for tag in _SEQUENCES[name])
    if name in ("tuple", "Tuple"):
        return (Kind("tuple"),)
    if name in _DICTS:
        return (Kind("dict"),)
    if name in _ARRAYS:
        return (Kind("array"),)
    if name == "ArrayLike":
        return (Kind("array"), Kind("list"))
    if name in DTYPE_NAMES and name not in ("int", "float", "bool"):
        return ()
    return of_annotation(aliases[name], aliases, depth + 1) if name in aliases else ()


def _generic(name: str, inside: ast.expr, aliases: dict[str, ast.expr], depth: int) -> tuple[Kind, ...]:
    """The kinds of a name with parameters in brackets."""
    parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    if name == "Optional":
        return _unique(*of_annotation(parts[0], aliases, depth + 1), NONE)
    if name == "Union":
        return _unique(*(kind for part in parts for kind in of_annotation(part, aliases, depth + 1)))
    if name == "Literal":
        values = tuple(part.value for part in parts if isinstance(part, ast.Constant))
        return _literals(values)
    if name in _TRANSPARENT:
        return of_annotation(parts[0], aliases, depth + 1)
    if name in _ARRAYS:
        dtypes = [DTYPE_NAMES[word] for word in _words(parts[-1]) if word in DTYPE_NAMES]
        return tuple(Kind("array", dtype=dtype) for dtype in dict.fromkeys(dtypes)) or (Kind("array"),)
    if name in _DICTS:
        keys = of_annotation(parts[0], aliases, depth + 1)
        values_kind = of_annotation(parts[1], aliases, depth + 1) if len(parts) > 1 else (INT,)
        return tuple(Kind("dict", (key, value)) for key in keys for value in values_kind) or (Kind("dict"),)
    if name in ("tuple", "Tuple"):
        return _tuples(parts, aliases, depth)
    if name in _SEQUENCES:
        inner = of_annotation(parts[0], aliases, depth + 1)
        tags = _SEQUENCES[name]
        return tuple(Kind(tag, (item,)) for item in inner for tag in tags) or tuple(map(Kind, tags))
    return of_annotation(aliases[name], aliases, depth + 1) if name in aliases else ()


def _tuples(parts: list[ast.expr], aliases: dict[str, ast.expr], depth: int) -> tuple[Kind, ...]:
    """Tuples: of any length (``tuple[int, ...]``) or with one type per place."""
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        return tuple(Kind("tuple", (item,)) for item in of_annotation(parts[0], aliases, depth + 1))
    kinds = [of_annotation(part, aliases, depth + 1) for part in parts]
    if not all(kinds):
        return (Kind("tuple"),)
    return (Kind("tuple", tuple(kind[0] for kind in kinds), fixed=True),)


def _literals(values: tuple[object, ...]) -> tuple[Kind, ...]:
    kinds = []
    for tag, cls in (("str", str), ("bool", bool), ("int", int)):
        chosen = tuple(value for value in values if type(value) is cls)
        if chosen:
            kinds.append(Kind(tag, choices=chosen))
    return (*kinds, NONE) if None in values else tuple(kinds)


def of_default(node: ast.expr | None) -> tuple[Kind, ...]:
    """The kinds a default value suggests."""
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ()
    return _of_value(value)


def _of_value(value: object) -> tuple[Kind, ...]:
    if value is None:
        return (NONE,)
    for cls, kind in ((bool, BOOL), (int, INT), (float, FLOAT), (str, STR)):
        if type(value) is cls:
            return (kind,)
    if isinstance(value, list):
        inner = _of_value(value[0]) if value else ()
        return tuple(Kind("list", (item,)) for item in inner) or (Kind("list"),)
    if isinstance(value, tuple):
        inner = tuple(kind for item in value for kind in _of_value(item))
        return (Kind("tuple", inner, fixed=True),) if inner else (Kind("tuple"),)
    return (Kind("dict"),) if isinstance(value, dict) else ()


def of_test(node: ast.expr) -> tuple[Kind, ...]:
    """The kinds that the second argument of ``isinstance`` names."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return _unique(*(kind for part in parts for kind in of_annotation(part, {})))


_NUMPYDOC = r"^\s*\**{name}\s*:\s*(?P<type>[^\n]+)$"
_NUMPYDOC_PAIR = r"^\s*(?:\w+\s*,\s*)*{name}\s*(?:,\s*\w+\s*)*:\s*(?P<type>[^\n]+)$"
_GOOGLE = r"^\s*\**{name}\s*\((?P<type>[^)\n]*(?:\([^)\n]*\)[^)\n]*)*)\)\s*:(?P<rest>[^\n]*)"
_SPHINX = r"^\s*:type\s+{name}\s*:\s*(?P<type>[^\n]+)$"


def of_docstring(text: str, name: str) -> tuple[Kind, ...]:
    """The kinds a numpydoc, Google or Sphinx docstring gives for one parameter."""
    for pattern in (_GOOGLE, _SPHINX, _NUMPYDOC, _NUMPYDOC_PAIR):
        for match in re.finditer(pattern.format(name=re.escape(name)), text, re.MULTILINE):
            kinds = of_words(match["type"])
            if kinds:
                return _detailed(kinds, match.groupdict().get("rest") or "")
    return ()


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
        items = [kind for word, kind in _SCALARS.items() if word in words and kind is not NONE]
        tag = "tuple" if words & {"tuple"} and not words & {"list"} else "list"
        kinds += [Kind(tag, (item,)) for item in dict.fromkeys(items)] or [Kind(tag)]
    elif words & {"dict", "mapping"}:
        kinds.append(Kind("dict"))
    else:
        names = {"integer": INT, "string": STR, "boolean": BOOL, "number": FLOAT, "scalar": FLOAT, **_SCALARS}
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


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _words(node: ast.expr) -> list[str]:
    found = []
    for child in ast.walk(node):
        if isinstance(child, ast.Attribute):
            found.append(child.attr)
        elif isinstance(child, ast.Name):
            found.append(child.id)
    return found


def _unique(*kinds: Kind) -> tuple[Kind, ...]:
    return tuple(dict.fromkeys(kinds))
