"""The kinds that attributes, string keys and methods give away: objects, records, functions, tables."""

from __future__ import annotations

import abc
import ast
from collections.abc import Mapping, Sequence

from optgate.verify.evidence import callables, hints
from optgate.verify.evidence.classes import made, methods
from optgate.verify.evidence.facts import Facts, bare
from optgate.verify.evidence.module import last
from optgate.verify.evidence.refs import Ref, inner
from optgate.verify.values.kinds import BOOL, FLOAT, INT, STR, Kind

_VARIANTS = 3
_MOST_NAMES = 12
_BY_COLUMN = ("groupby", "sort_values", "set_index", "pivot_table")
_KNOWN = (
    hints.ARRAY_METHODS
    | hints.LIST_METHODS
    | hints.DICT_METHODS
    | hints.SET_METHODS
    | hints.TEXT_METHODS
    | hints.BYTE_METHODS
    | hints.FRAME_METHODS
    | hints.SERIES_METHODS
    | {"copy", "sort", "clear", "popitem", "send", "close", "bit_length", "conjugate", "is_integer", "view"}
)


class Structured(Facts, abc.ABC):
    """Values that have parts with names of their own."""

    @abc.abstractmethod
    def inside(self, name: str) -> list[Kind]:
        """The kinds of a place inside a value."""

    @abc.abstractmethod
    def elements(self, name: str, depth: int) -> list[Kind]:
        """Kinds of elements at a depth."""

    @abc.abstractmethod
    def closed(self, kind: Kind, name: str, depth: int) -> list[Kind]:
        """The kind with what it leaves open filled from the usage."""

    def special(self, name: str) -> list[Kind]:
        """Kinds that their methods give away: functions, generators of random numbers, tables, dates."""
        facts, used = self.facts(name), set(self.noted(name, 0, "attr"))
        if functions := self.functions(name, 0):
            return functions
        if self.frames and (hints.FRAMES.search(bare(name)) or used & hints.FRAME_METHODS):
            return self.tables(name, used)
        random = used & (hints.NUMPY_RANDOM | hints.PYTHON_RANDOM | hints.SHARED_RANDOM)
        if random & (hints.NUMPY_RANDOM | hints.PYTHON_RANDOM) or (
            random and hints.RANDOM.search(bare(name))
        ):
            return generators(random, self.numeric_module)
        for methods_of, tag in (
            (hints.DEQUE_METHODS, "deque"),
            (hints.COUNTER_METHODS, "counter"),
            (hints.DATE_METHODS, "datetime"),
            (hints.BYTE_METHODS, "bytes"),
        ):
            if used & methods_of:
                inside = self.elements(name, 1) if tag == "deque" else [STR]
                return [
                    Kind(tag, (item, INT) if tag == "counter" else (item,) if tag == "deque" else ())
                    for item in inside[: 2 if tag == "deque" else 1]
                ]
        if "next" in facts:
            return [Kind("iter", (item,)) for item in self.elements(name, 1)]
        return []

    def functions(self, name: str, depth: int) -> list[Kind]:
        """Functions, where the body calls what stands at a depth of a value."""
        counts = self.noted(name, depth, "called")
        if not counts and "called" not in self.facts(name, depth):
            return []
        return [
            kind
            for count in counts or ["1"]
            for kind in callables.of_count(int(count), numeric=self.numeric_module)
        ]

    def tables(self, name: str, used: set[str]) -> list[Kind]:
        """Frames with the columns that the body names, or series."""
        columns = self.columns(name)
        if columns or hints.FRAMES.search(bare(name)) or not used & hints.SERIES_METHODS:
            return self.frame(name, columns)
        return [Kind("series", (item,)) for item in (FLOAT, INT)]

    def columns(self, name: str) -> list[str]:
        """The columns of a frame that the body names."""
        sorts = (*self.noted(name, 0, "key"), *self.noted(name, 0, "column"), *self.noted(name, 0, "maybe"))
        plain = [
            f for f in self.noted(name, 0, "field") if f not in hints.ARRAY_METHODS | hints.FRAME_METHODS
        ]
        return list(dict.fromkeys((*sorts, *plain, *self.named_columns())))[:_MOST_NAMES]

    def named_columns(self) -> list[str]:
        """Strings given to methods that take names of columns."""
        found = []
        for node in ast.walk(self.source.function):
            if isinstance(node, ast.Call) and last(node.func) in _BY_COLUMN:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                found += [c.value for a in given for c in ast.walk(a) if isinstance(c, ast.Constant)]
        return [value for value in found if isinstance(value, str) and value.isidentifier()]

    def frame(self, name: str, columns: Sequence[str]) -> list[Kind]:
        """Frames with some columns, of numbers or of what their usage says."""
        if not columns:
            return [Kind("frame", (item, item), names=("a", "b")) for item in (FLOAT, INT)]
        grouped = set(self.named_columns())
        inside = {
            column: [STR, INT]
            if column in grouped and not self.facts(inner(Ref("value", name, 0), f"[{column!r}]").param)
            else self.column(inner(Ref("value", name, 0), f"[{column!r}]").param)
            for column in columns
        }
        return [Kind("frame", items, names=tuple(columns)) for items in variants(inside)]

    def column(self, name: str) -> list[Kind]:
        """The kinds of the values of a column."""
        below = self.facts(name) | self.facts(name, 1)
        if below & {"str", "attr:str"}:
            return [STR]
        return [BOOL, INT] if below == {"truth"} else [FLOAT, INT]

    def structured(self, name: str, depth: int) -> list[Kind]:
        """Records, where string keys are used, and objects, where attributes are."""
        at = Ref("value", name, depth)
        keys, possible = self.noted(name, depth, "key"), self.noted(name, depth, "maybe")
        if keys or (possible and not self.facts(name, depth) & {"str"}):
            names = list(dict.fromkeys((*keys, *possible)))[:_MOST_NAMES]
            inside = {key: self.inside(inner(at, f"[{key!r}]").param) for key in names}
            missing = tuple(key for key in names if key not in keys)
            return [Kind("record", items, names=tuple(names), choices=missing) for items in variants(inside)]
        fields = [f for f in self.noted(name, depth, "field") if f not in _KNOWN]
        fields += self.noted(name, depth, "perhaps") if fields else []
        used = [m for m in self.noted(name, depth, "method") if m not in _KNOWN]
        return self.duck(name, depth, fields, used) if fields or used else []

    def duck(self, name: str, depth: int, fields: Sequence[str], used: Sequence[str]) -> list[Kind]:
        """Objects of a class of the file that has all of these, or plain ones with these attributes."""
        module = self.source.module
        for other in (*module.classes, *module.tuples):
            found = made(module, other)
            if found is None or found.way != "call":
                continue
            has = {field.name for field in found.fields} | set(methods(module, other)) if found else set()
            if set(fields) | set(used) <= has:
                return self.closed(self.names.of_made(found), name, depth)
        if used or not fields:
            return []
        inside = {
            f: self.inside(inner(Ref("value", name, depth), f".{f}").param) for f in fields[:_MOST_NAMES]
        }
        names = tuple(inside)
        return [
            Kind("object", items, path="types:SimpleNamespace", names=names) for items in variants(inside)
        ]


def variants(inside: Mapping[str, Sequence[Kind]]) -> list[tuple[Kind, ...]]:
    """A few combinations of the kinds of several places: the first of each, the second of each, in turn."""
    count = min(_VARIANTS, max(map(len, inside.values()), default=1))
    rows = [tuple(kinds[number % len(kinds)] for kinds in inside.values()) for number in range(count)]
    if count > 1:
        rows.append(tuple(kinds[place % len(kinds)] for place, kinds in enumerate(inside.values())))
    return list(dict.fromkeys(rows))[: _VARIANTS + 1]


def generators(used: set[str], numeric: bool) -> list[Kind]:
    """Generators of random numbers that have the methods used."""
    if used & hints.PYTHON_RANDOM or not numeric:
        return [Kind("rng", path="random:Random")]
    if used & (hints.NUMPY_RANDOM | {"random"}) and not used & {"randint", "rand", "randn"}:
        return [Kind("rng", path="numpy.random:default_rng")]
    paths = (
        ["numpy.random:RandomState"] if used & {"rand", "randn", "randint"} else ["numpy.random:default_rng"]
    )
    return [Kind("rng", path=path) for path in (*paths, "random:Random")]
