"""The kinds that annotations allow, through aliases, new types, type variables and the file's own classes.

What is left open (an array without dtype, a list without element type, a field without annotation) stays
empty in the ``Kind``, with the tag ``any`` where there is no type at all; usage in the body fills it later.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from optgate.verify.evidence import callables
from optgate.verify.evidence.classes import Made, made
from optgate.verify.evidence.module import Module, last
from optgate.verify.evidence.vocabulary import (
    ANY,
    ARRAYS,
    DICTS,
    DTYPE_NAMES,
    JAX,
    PYTHON,
    RANDOM,
    SCALARS,
    SEQUENCES,
    TABLES,
    TRANSPARENT,
)
from optgate.verify.values.kinds import INT, NONE, Kind

_MAX_DEPTH = 12


class Names:
    """What the names in an annotation stand for: those of a file, or ``aliases`` alone."""

    def __init__(self, module: Module | None = None, aliases: Mapping[str, ast.expr] | None = None) -> None:
        self.module = module
        self.aliases = aliases if aliases is not None else module.aliases if module else {}

    def of_class(self, name: str, depth: int) -> tuple[Kind, ...]:
        """The kinds of a class of the file; empty for anything else."""
        found = made(self.module, name) if self.module is not None and depth < _MAX_DEPTH else None
        return (self.of_made(found, depth),) if found is not None else ()

    def of_made(self, found: Made, depth: int = 0) -> Kind:
        """Objects of a class, their fields by their annotations and defaults."""
        if found.way == "member":
            return Kind("name", choices=found.members, path=found.path)
        fields = [field for field in found.fields if field.style not in ("var", "varkw")]
        kinds = [self._field(field.annotation, depth) for field in fields]
        known = [
            (field, kind)
            for field, kind in zip(fields, kinds, strict=True)
            if field.required or kind is not ANY
        ]
        optional = tuple(field.name for field, _ in known if not field.required)
        return Kind(
            "record" if found.way == "record" else "object",
            tuple(kind for _, kind in known),
            path=found.path,
            names=tuple(field.name for field, _ in known),
            fixed=found.way == "instance",
            choices=optional if found.way == "record" else (),
        )

    def _field(self, annotation: ast.expr | None, depth: int) -> Kind:
        kinds = of_annotation(annotation, self, depth + 3)
        if len(kinds) > 1 and not any(kind.tag in ("array", "list", "tuple") for kind in kinds):
            return Kind("either", kinds)
        return next((kind for kind in kinds if kind is not NONE), NONE if kinds else ANY)

    def dotted(self, node: ast.expr) -> str:
        """The full dotted name of an annotation without parameters."""
        return self.module.dotted(node) if self.module is not None else ""


def of_annotation(node: ast.expr | None, names: Names, depth: int = 0) -> tuple[Kind, ...]:
    """The kinds an annotation allows; empty when it says nothing that is known here."""
    if node is None or depth > _MAX_DEPTH:
        return ()
    if isinstance(node, ast.Constant):
        if node.value is None:
            return (NONE,)
        if isinstance(node.value, str):
            try:
                return of_annotation(ast.parse(node.value, mode="eval").body, names, depth + 1)
            except SyntaxError:
                return ()
        return ()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return unique(
            *of_annotation(node.left, names, depth + 1), *of_annotation(node.right, names, depth + 1)
        )
    if isinstance(node, ast.Subscript):
        return _generic(node, node.slice, names, depth)
    return _bare(node, names, depth)


def _bare(node: ast.expr, names: Names, depth: int) -> tuple[Kind, ...]:
    """The kinds of a name without parameters."""
    name, dotted = last(node), names.dotted(node)
    if dotted in RANDOM:
        return (Kind("rng", path=RANDOM[dotted]),)
    if dotted == "array.array":
        return ()
    if dotted in TABLES:
        return (Kind(TABLES[dotted]),)
    if name in names.aliases and isinstance(node, ast.Name):
        return of_annotation(names.aliases[name], names, depth + 1)
    found = names.of_class(name, depth)
    if found:
        return found
    if name in SCALARS:
        return (SCALARS[name],)
    if name in SEQUENCES:
        return tuple(Kind(tag) for tag in SEQUENCES[name])
    if name in ("tuple", "Tuple"):
        return (Kind("tuple"),)
    if name in DICTS:
        return (Kind(DICTS[name]),)
    if name in ARRAYS:
        return (Kind("array"),)
    if name == "ArrayLike":
        return (Kind("array"), Kind("list"))
    if name == "Callable":
        return (Kind("function"),)
    if name in DTYPE_NAMES and name not in PYTHON:
        return (Kind("number", dtype=DTYPE_NAMES[name]),)
    return ()


def _generic(node: ast.Subscript, inside: ast.expr, names: Names, depth: int) -> tuple[Kind, ...]:
    """The kinds of a name with parameters in brackets."""
    name = last(node.value)
    parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    if name == "Optional":
        return unique(*of_annotation(parts[0], names, depth + 1), NONE)
    if name == "Union":
        return unique(*(kind for part in parts for kind in of_annotation(part, names, depth + 1)))
    if name == "Literal":
        return _literals(tuple(part.value for part in parts if isinstance(part, ast.Constant)))
    if name == "Annotated" and len(parts) > 1 and last(parts[0]) in ARRAYS:
        return _arrays(parts)
    if name in TRANSPARENT:
        return of_annotation(parts[0], names, depth + 1)
    if name in JAX and len(parts) == 2 and isinstance(parts[1], ast.Constant):
        shape = str(parts[1].value).split()
        return (Kind("array", dtype=JAX[name], ndim=0 if any("." in part for part in shape) else len(shape)),)
    if name in ARRAYS:
        return _arrays(parts)
    if name == "Callable":
        return (callables.of_annotation(parts),)
    if name in DICTS:
        return _mapping(DICTS[name], parts, names, depth)
    if name in ("tuple", "Tuple"):
        return _tuples(parts, names, depth)
    if name in SEQUENCES:
        inner = mixed(of_annotation(parts[0], names, depth + 1))
        tags = SEQUENCES[name]
        return tuple(Kind(tag, (item,)) for item in inner for tag in tags) or tuple(map(Kind, tags))
    return _bare(node.value, names, depth + 1)


def _arrays(parts: list[ast.expr]) -> tuple[Kind, ...]:
    """Arrays of the dtypes named, with as many dimensions as a shape in them has."""
    words = [child for part in parts for child in ast.walk(part)]
    dtypes = [
        DTYPE_NAMES[last(w)]
        for w in words
        if isinstance(w, ast.Attribute | ast.Name) and last(w) in DTYPE_NAMES
    ]
    ndim = 0
    if len(parts) > 1:
        dtypes = [
            DTYPE_NAMES[last_name(w)]
            for part in parts[1:]
            for w in ast.walk(part)
            if last_name(w) in DTYPE_NAMES
        ]
        shape = parts[0]
        if isinstance(shape, ast.Subscript) and last(shape.value) in ("tuple", "Tuple"):
            sizes = shape.slice.elts if isinstance(shape.slice, ast.Tuple) else [shape.slice]
            open_end = any(isinstance(size, ast.Constant) and size.value is Ellipsis for size in sizes)
            ndim = 0 if open_end else len(sizes)
    return tuple(Kind("array", dtype=dtype, ndim=ndim) for dtype in dict.fromkeys(dtypes)) or (
        Kind("array", ndim=ndim),
    )


def last_name(node: ast.AST) -> str:
    """The last part of a dotted name; nothing for any other node."""
    return last(node) if isinstance(node, ast.Attribute | ast.Name) else ""


def _mapping(tag: str, parts: list[ast.expr], names: Names, depth: int) -> tuple[Kind, ...]:
    keys = of_annotation(parts[0], names, depth + 1)
    values = of_annotation(parts[1], names, depth + 1) if len(parts) > 1 else (INT,)
    return tuple(Kind(tag, (key, value)) for key in keys for value in values) or (Kind(tag),)


def _tuples(parts: list[ast.expr], names: Names, depth: int) -> tuple[Kind, ...]:
    """Tuples: of any length (``tuple[int, ...]``) or with one type per place."""
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        return tuple(Kind("tuple", (item,)) for item in of_annotation(parts[0], names, depth + 1))
    kinds = [of_annotation(part, names, depth + 1) for part in parts]
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


def mixed(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """The kinds of elements that may be of several: each alone, and all of them together."""
    if len(kinds) < 2 or any(kind.tag in _OPEN for kind in kinds):
        return kinds
    return (*(kind for kind in kinds if kind is not NONE), Kind("either", kinds))


_OPEN = ("array", "list", "tuple", "iter", "dict", "function", "any")


def unique(*kinds: Kind) -> tuple[Kind, ...]:
    """The kinds, each once."""
    return tuple(dict.fromkeys(kinds))
