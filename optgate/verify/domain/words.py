"""The domain in words: one line per parameter for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optgate.verify.values.kinds import Dim, Kind, Link

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain


def describe(domain: Domain) -> dict[str, str]:
    """One line per parameter: the kinds, the relation to an earlier argument, what is asked, the evidence."""
    lines: dict[str, str] = {}
    for param, options in zip(domain.params, domain.options, strict=True):
        by_why: dict[str, list[Kind]] = {}
        for option in options:
            by_why.setdefault(option.why, []).append(option.kind)
        asked = "".join(f", {condition}" for condition in domain.conditions.get(param.name, ()))
        relation = _relation(domain, param.name, lines) + asked
        parts = [f"{_words(kinds, relation)} ({why})" for why, kinds in by_why.items()]
        if parts or param.style not in ("calls", "varkw"):
            lines[param.name] = "; ".join(parts) or "left at its default"
    return lines


def _relation(domain: Domain, name: str, earlier: Mapping[str, str]) -> str:
    if Link("same", Dim(name, 0), Dim(name, 1), "square") in domain.links - domain.loose:
        return ", square"
    hard = [link for link in domain.links if link.relation == "same" and link not in domain.loose]
    for link in sorted(hard, key=lambda link: (link.left, link.right)):
        for mine, other in ((link.left, link.right), (link.right, link.left)):
            if mine.param == name and other.param in earlier:
                return f", shape of {other.param}"
    for link in sorted(domain.links, key=lambda link: (link.left, link.right)):
        if link.left.param == name and link.relation == "below":
            bound = f"the length of {link.right.param}" if link.right.axis >= 0 else link.right.param
            return f", below {bound if link.right.param else link.right.axis}"
        if link.left.param == name and link.relation == "within":
            return f", at most the length of {link.right.param}"
    return ""


def _words(kinds: Sequence[Kind], relation: str) -> str:
    """Several kinds in a few words: arrays of the same dtypes are put together."""
    dtypes: dict[int, list[str]] = {}
    for kind in kinds:
        if kind.tag == "array":
            dtypes.setdefault(kind.ndim, []).append(kind.dtype)
    words = [str(kind) for kind in kinds if kind.tag != "array"]
    if relation and dtypes:
        names = dict.fromkeys(name for some in dtypes.values() for name in some)
        words.append(f"{_either(list(names))} array{relation}")
    else:
        dimensions: dict[str, list[str]] = {}
        for ndim, some in dtypes.items():
            dimensions.setdefault(_either(some), []).append(f"{ndim}-D")
        words += [f"{some} array, {_either(ndims)}" for some, ndims in dimensions.items()]
    if relation and not dtypes and words and words != ["None"]:
        words[-1] += relation
    return " or ".join(words)


def _either(names: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
