"""From evidence to options: the kinds each parameter may have, best evidence first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from optgate.verify import stated
from optgate.verify.flow import Flow
from optgate.verify.kinds import (
    BOOL,
    DTYPES,
    FLOAT,
    INT,
    NONE,
    STATED,
    STR,
    TRIED,
    USED,
    Kind,
    Option,
    array,
    sequence,
)
from optgate.verify.source import Source

ARRAY_METHODS = (
    {"shape", "ndim", "dtype", "size", "ravel", "flatten", "astype", "reshape", "T", "flat", "tolist", "fill"}
    | {
        "sum",
        "mean",
        "max",
        "min",
        "std",
        "var",
        "prod",
        "any",
        "all",
        "argmax",
        "argmin",
        "argsort",
        "cumsum",
    }
    | {"nonzero", "dot", "itemsize", "nbytes", "transpose", "squeeze", "clip", "round", "take"}
)
LIST_METHODS = {"append", "extend", "pop", "index", "insert", "remove", "reverse", "count"}
DICT_METHODS = {"items", "keys", "values", "get", "setdefault", "update"}
SET_METHODS = {"add", "discard", "union", "intersection", "difference", "issubset"}
STR_METHODS = {
    "split",
    "lower",
    "upper",
    "strip",
    "startswith",
    "endswith",
    "replace",
    "encode",
    "join",
    "isdigit",
}
_CONTAINER = frozenset({"iter", "len", "indexed", "slice", "tupled", "contains", "store", "asarray"})
_SCALAR = frozenset({"range", "number", "math", "index", "arith", "order", "bits", "numpy"})
_IMAGES = re.compile(r"^(img|image|im|frame|gray|grey|picture|channel|pixels?)s?\d*$|_(img|image)$")
_MASKS = re.compile(r"mask")
_SEQUENCES = re.compile(
    r"^(xs?|ys?|a|b|u|v|arr|array|data|values?|vals?|items|seq|numbers|points?|weights?|signal|series|"
    r"samples?|scores?|labels?|keys|idx|indices|bins|rows|matrix|grid|table|hist(ogram)?|vec(tor)?)$"
)
_COUNTS = re.compile(r"^(n|k|i|j|m|w|count|size|length|num|window|width|order|depth|seed|axis)$|^(n|num)_")
_REALS = re.compile(r"^(eps|tol|alpha|beta|gamma|lam|scale|threshold|t|thr|lo|hi|low|high|factor|rate)$")
_FLAGS = re.compile(r"^(is|use|with|do|has|should)_|^(flag|verbose|strict|normalize|normalise|inplace)$")
_NAMES = re.compile(r"^(mode|method|kind|how|name|key|label|op|side)$")


class Inference:
    """The options of the parameters of one function.

    ``numeric_module`` is true when the module imports numpy: only then are arrays tried where the usage
    fits lists as well.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.flow = Flow(source.function, [param.name for param in source.params], source.modules)
        self.numeric_module = any(name.partition(".")[0] == "numpy" for name in source.modules.values())

    def options(self, name: str) -> tuple[Option, ...]:
        """The options of one parameter; empty when there is no hint at all."""
        found = self.from_statement(name)
        strong = [option for option in found if option.kind is not NONE]
        if not strong:
            found += self.from_usage(name)
        if not any(option.kind is not NONE for option in found):
            found += self.from_name(name)
        if "none" in self.facts(name) and NONE not in [option.kind for option in found]:
            found.append(Option(NONE, USED, "usage"))
        best: dict[Kind, Option] = {}
        for option in found:
            if option.kind not in best or option.level < best[option.kind].level:
                best[option.kind] = option
        return tuple(sorted(best.values(), key=lambda option: option.level))

    def facts(self, name: str, depth: int = 0) -> set[str]:
        """The facts about the elements of a parameter at one depth."""
        return self.flow.facts.get((name, depth), set())

    # stated

    def from_statement(self, name: str) -> list[Option]:
        """Annotation, docstring, ``isinstance`` and default, the open parts filled by usage."""
        source = self.source
        found: list[Option] = []
        annotated = stated.of_annotation(source.annotations.get(name), source.aliases)
        default = stated.of_default(source.defaults.get(name))
        documented = stated.of_docstring(source.docstring, name) if source.docstring else ()
        if annotated:
            kinds = [refined(kind, documented) for kind in annotated]
            found += self.completed(name, kinds, STATED, "annotation")
        elif documented:
            found += self.completed(name, documented, STATED, "docstring")
        for test in self.flow.types.get(name, []):
            found += self.completed(name, stated.of_test(test), STATED, "isinstance")
        known = {option.kind.tag for option in found}
        if default and not (known & {kind.tag for kind in default}):
            found += self.completed(name, default, STATED, "default")
            if INT in default and not known and not self.facts(name) & {"range", "index", "indexed"}:
                found.append(Option(FLOAT, USED, "usage"))
        return found

    def completed(self, name: str, kinds: Iterable[Kind], level: int, why: str) -> list[Option]:
        """Options for kinds, what they leave open filled from the usage in the body."""
        found: list[Option] = []
        for kind in kinds:
            if kind.tag == "array":
                found += self.arrays(name, kind, level, why)
            elif kind.tag == "str" and not kind.choices:
                found.append(Option(self.text(name), level, why))
            elif kind.tag in ("list", "tuple", "set", "frozenset", "iter") and not kind.items:
                found += [Option(Kind(kind.tag, (item,)), level, why) for item in self.elements(name, 1)]
            elif kind.tag == "dict" and not kind.items:
                found += [Option(kind, level, why) for kind in self.dicts(name)]
            elif kind.tag in ("list", "tuple", "iter") and kind.items and not kind.items[0].items:
                inner = kind.items[0]
                open_inner = inner.tag in ("list", "tuple") and not inner.items
                items = (
                    [sequence(leaf, inner.tag) for leaf in self.elements(name, 2)] if open_inner else [inner]
                )
                found += (
                    [Option(Kind(kind.tag, (item,)), level, why) for item in items]
                    if not kind.fixed
                    else [Option(kind, level, why)]
                )
            else:
                found.append(Option(kind, level, why))
        return found

    # arrays

    def ndims(self, name: str) -> tuple[int, ...]:
        """The numbers of dimensions that the usage fits, the likeliest first."""
        named = set()
        for (param, _), facts in self.flow.facts.items():
            if param == name:
                named |= {int(fact[5:]) for fact in facts if fact.startswith("ndim:")}
        if named:
            return (max(named),)
        depth = self.container_depth(name)
        if depth >= 2 or (depth == 1 and self.facts(name) & {"iter", "indexed"}):
            return (depth,)
        if _IMAGES.search(name) or _MASKS.search(name):
            return (2, 3)
        return (1, 2)

    def dtypes(self, name: str) -> tuple[str, ...]:
        """The dtypes that the usage suggests; the others are found by trial."""
        depth = self.ndims(name)[0]
        leaf = self.facts(name, depth) | self.facts(name, 1)
        if "index" in leaf:
            return ("int64", "uint8") if _IMAGES.search(name) else ("int64",)
        if _IMAGES.search(name):
            return ("uint8",)
        if _MASKS.search(name):
            return ("uint8", "bool")
        if "bits" in leaf:
            return ("int64", "uint8")
        return ("float64", "int64")

    def arrays(self, name: str, kind: Kind, level: int, why: str) -> list[Option]:
        """Array options; dtypes that nothing suggests are left to trial."""
        found: list[Option] = []
        suggested = self.dtypes(name)
        for place, ndim in enumerate((kind.ndim,) if kind.ndim else self.ndims(name)):
            weaker = level if place == 0 or level == STATED else TRIED
            if kind.dtype:
                found.append(Option(array(kind.dtype, ndim), level if place == 0 else TRIED, why))
                continue
            found += [Option(array(dtype, ndim), weaker, why) for dtype in suggested]
            if place == 0:
                rest = [dtype for dtype in DTYPES if dtype not in suggested]
                if "index" in self.facts(name, ndim):
                    rest = [dtype for dtype in rest if "int" in dtype]
                found += [Option(array(dtype, ndim), TRIED, "trial") for dtype in rest]
        return found

    # usage

    def container_depth(self, name: str) -> int:
        """How many levels of the parameter are iterated, indexed or measured."""
        depth = 0
        while depth < 4 and self.facts(name, depth) & _CONTAINER:
            depth += 1
        for (param, at), facts in self.flow.facts.items():
            if param == name:
                depth = max([depth, *(int(fact[5:]) for fact in facts if fact.startswith("ndim:"))])
                depth = max(depth, at) if facts & _SCALAR and at else depth
        unpacked = [
            at for (param, at), facts in self.flow.facts.items() if param == name and at and _unpacks(facts)
        ]
        return min([depth, *unpacked])

    def from_usage(self, name: str) -> list[Option]:
        """Options from what the body does with the parameter."""
        facts = self.facts(name)
        methods = {fact[5:] for fact in facts if fact.startswith("attr:")}
        if methods & DICT_METHODS:
            return [Option(kind, USED, "usage") for kind in self.dicts(name)]
        if methods & STR_METHODS or ("str" in facts and not facts & _CONTAINER):
            return [Option(self.text(name), USED, "usage")]
        if methods & SET_METHODS:
            return [Option(Kind("set", (item,)), USED, "usage") for item in self.elements(name, 1)]
        if "called" in facts:
            return []
        arrayish = bool(methods & ARRAY_METHODS) or "tupled" in facts
        listish = bool(methods & LIST_METHODS) or "listadd" in facts
        depth = self.container_depth(name)
        unpacked = [int(fact[7:]) for fact in facts if fact.startswith("unpack:")]
        whole = not facts & _CONTAINER and not arrayish
        if (arrayish or depth) and not (unpacked and whole):
            return self.containers(name, arrayish, listish, max(depth, 1))
        if unpacked:
            return [
                Option(Kind("tuple", (item,) * unpacked[0], fixed=True), USED, "usage")
                for item in self.elements(name, 1)
            ]
        return self.scalars(facts)

    def containers(self, name: str, arrayish: bool, listish: bool, depth: int) -> list[Option]:
        """Lists or arrays; both, one of them by trial only, when the usage fits both."""
        facts = self.facts(name)
        whole = bool(facts & {"arith", "numpy", "bits"})
        lists = [Option(kind, USED, "usage") for kind in self.lists(name, depth)]
        arrays = self.arrays(name, Kind("array"), USED, "usage")
        if arrayish or (whole and not listish and self.numeric_module):
            return arrays
        if listish or not self.numeric_module:
            return lists
        if "asarray" in facts:
            return lists + arrays
        first_lists = not self.flow.uses_numpy and (depth >= 2 and "tupled" not in facts)
        keyed = bool(self.facts(name, 1) & {"key", "str"})
        if first_lists or keyed or (not self.flow.uses_numpy and self.builds_list()):
            return lists + [Option(o.kind, TRIED, "trial") for o in arrays]
        return arrays + [Option(o.kind, TRIED, "trial") for o in lists]

    def builds_list(self) -> bool:
        """Whether the function grows or returns lists of its own."""
        import ast

        return any(
            isinstance(node, ast.List | ast.ListComp)
            or (isinstance(node, ast.Attribute) and node.attr == "append")
            for node in ast.walk(self.source.function)
        )

    def lists(self, name: str, depth: int) -> list[Kind]:
        """Lists, nested as deep as the usage goes."""
        kinds = []
        for leaf in self.elements(name, depth):
            kind = leaf
            for _ in range(depth):
                kind = sequence(kind)
            kinds.append(kind)
        return kinds

    def elements(self, name: str, depth: int) -> list[Kind]:
        """Kinds of elements at a depth."""
        facts = self.facts(name, depth)
        unpacked = [int(fact[7:]) for fact in facts if fact.startswith("unpack:")]
        if unpacked:
            inner = self.elements(name, depth + 1)
            return [Kind("tuple", (item,) * unpacked[0], fixed=True) for item in inner]
        if {fact[5:] for fact in facts if fact.startswith("attr:")} & STR_METHODS or "str" in facts:
            return [STR]
        if facts & _CONTAINER:
            return [sequence(item) for item in self.elements(name, depth + 1)]
        if "index" in facts:
            return [INT]
        if "key" in facts and not facts & {"arith", "math", "number"}:
            return [INT, STR]
        if "bits" in facts:
            return [INT, BOOL]
        if facts == {"truth"}:
            return [BOOL, INT]
        return [FLOAT, INT]

    def dicts(self, name: str) -> list[Kind]:
        """Dictionaries with keys and values as they are used."""
        facts = self.facts(name, 1)
        keys = [INT] if "range" in facts else [STR, INT]
        values = self.elements(name, 2) if facts & _CONTAINER else [INT, FLOAT]
        return [Kind("dict", (key, value)) for key in keys for value in values[:2]]

    def text(self, name: str) -> Kind:
        """Strings: the ones compared with, when there are any."""
        return Kind("str", choices=tuple(sorted(self.flow.strings.get(name, ()))))

    def scalars(self, facts: set[str]) -> list[Option]:
        """Numbers and flags."""
        if facts & {"range", "index"}:
            return [Option(INT, USED, "usage")]
        if "bits" in facts:
            return [Option(INT, USED, "usage")]
        if facts & {"math", "arith", "order", "number"}:
            return [Option(FLOAT, USED, "usage"), Option(INT, USED, "usage")]
        if "truth" in facts:
            return [Option(BOOL, USED, "usage"), Option(INT, TRIED, "trial")]
        return []

    def from_name(self, name: str) -> list[Option]:
        """The weakest hint: what parameters of this name usually hold."""
        if _IMAGES.search(name) or (_MASKS.search(name) and self.numeric_module):
            return self.arrays(name, Kind("array"), USED, "name")
        if _SEQUENCES.search(name):
            lists = [Option(kind, USED, "name") for kind in self.lists(name, 1)]
            arrays = self.arrays(name, Kind("array"), USED, "name") if self.numeric_module else []
            return lists + arrays
        for pattern, kinds in (
            (_COUNTS, (INT,)),
            (_REALS, (FLOAT, INT)),
            (_FLAGS, (BOOL,)),
            (_NAMES, (self.text(name),)),
        ):
            if pattern.search(name):
                return [Option(kind, USED, "name") for kind in kinds]
        return []


def _unpacks(facts: set[str]) -> bool:
    """Whether a value is taken apart into names of its own, as a tuple is."""
    return any(fact.startswith("unpack:") for fact in facts)


def refined(kind: Kind, documented: Iterable[Kind]) -> Kind:
    """An annotated array with the dtype and dimensions that the docstring adds."""
    if kind.tag == "array":
        for other in documented:
            if other.tag == "array":
                return Kind("array", dtype=kind.dtype or other.dtype, ndim=kind.ndim or other.ndim)
    return kind


def anything(numeric: bool) -> tuple[Option, ...]:
    """Every kind worth trying on a parameter that nothing is known about."""
    kinds = [FLOAT, INT, STR, BOOL, sequence(FLOAT), sequence(INT), sequence(STR), sequence(sequence(FLOAT))]
    kinds += [sequence(sequence(INT)), Kind("dict", (STR, INT)), Kind("tuple", (INT, INT), fixed=True), NONE]
    if numeric:
        kinds = [array(dtype, ndim) for ndim in (1, 2, 3) for dtype in DTYPES] + kinds
    return tuple(Option(kind, TRIED, "trial") for kind in kinds)
