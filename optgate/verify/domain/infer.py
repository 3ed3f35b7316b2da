"""From evidence to options: the kinds each parameter may have, best evidence first."""

from __future__ import annotations

from collections.abc import Iterable

from optgate.verify.evidence import sites, stated
from optgate.verify.evidence.annotations import of_annotation
from optgate.verify.evidence.source import Source
from optgate.verify.evidence.usage import Usage
from optgate.verify.values.kinds import (
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

_CONTAINERS = ("list", "tuple", "array", "iter")


class Inference(Usage):
    """The options of the parameters of one function."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.sites = sites.arguments(source)

    def options(self, name: str) -> tuple[Option, ...]:
        """The options of one parameter; empty when there is no hint at all."""
        found = self.from_statement(name)
        strong = [option for option in found if option.kind is not NONE]
        if not strong:
            passed = self.from_sites(name)
            found += passed + _demoted(self.from_usage(name), passed)
        if not any(option.kind is not NONE for option in found):
            found += self.from_name(name)
        if "none" in self.facts(name) and NONE not in [option.kind for option in found]:
            found.append(Option(NONE, USED, "usage"))
        best: dict[Kind, Option] = {}
        for option in found:
            if option.kind not in best or option.level < best[option.kind].level:
                best[option.kind] = option
        return tuple(sorted(best.values(), key=lambda option: option.level))

    def from_statement(self, name: str) -> list[Option]:
        """Annotation, docstring, ``isinstance`` and default, the open parts filled by usage."""
        source = self.source
        found: list[Option] = []
        annotated = of_annotation(source.annotations.get(name), self.names)
        default = stated.of_default(source.defaults.get(name), source.module)
        text = source.docstrings.get(name, "")
        documented = stated.of_docstring(text, name.rpartition(".")[2]) if text else ()
        if annotated:
            kinds = [refined(kind, documented) for kind in annotated]
            found += self.completed(name, kinds, STATED, "annotation")
        elif documented:
            found += self.completed(name, documented, STATED, "docstring")
        for test in self.flow.types.get(name, []):
            found += self.completed(name, stated.of_test(test, self.names), STATED, "isinstance")
        known = {option.kind.tag for option in found}
        if default and not (known & {kind.tag for kind in default}):
            found += self.completed(name, default, STATED, "default")
            if INT in default and not known and not self.facts(name) & {"range", "index", "indexed"}:
                found.append(Option(FLOAT, USED, "usage"))
        if any(option.kind.tag == "name" and option.kind.path == "function" for option in found):
            found += [Option(kind, USED, "usage") for kind in self.special(name)]
        return found

    def from_sites(self, name: str) -> list[Option]:
        """What the file itself passes when it calls the function."""
        return self.completed(name, self.sites.get(name, ()), STATED, "call sites")

    def completed(self, name: str, kinds: Iterable[Kind], level: int, why: str) -> list[Option]:
        """Options for kinds, what they leave open filled from the usage in the body."""
        found: list[Option] = []
        for kind in kinds:
            if kind.tag == "array":
                found += self.arrays(name, kind, level, why)
            else:
                found += [Option(one, level, why) for one in self.closed(kind, name, 0)]
        return found


def _demoted(used: list[Option], passed: list[Option]) -> list[Option]:
    """Containers that only the usage suggests, where the file itself passes others: known by trial."""
    tags = {option.kind.tag for option in passed if option.level < TRIED} & set(_CONTAINERS)
    if not tags:
        return used
    return [
        Option(option.kind, TRIED, "trial")
        if option.kind.tag in _CONTAINERS and option.kind.tag not in tags
        else option
        for option in used
    ]


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
    kinds += [Kind("bytes"), Kind("set", (INT,)), Kind("complex")]
    if numeric:
        kinds = [array(dtype, ndim) for ndim in (1, 2, 3) for dtype in DTYPES] + kinds
    return tuple(Option(kind, TRIED, "trial") for kind in kinds)
