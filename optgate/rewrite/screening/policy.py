"""Which uses are refused when the original does not have them, and in what words."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Set
from typing import NamedTuple

from .scopes import Scope
from .tables import (
    ATTRIBUTES,
    BROAD,
    BUILTINS,
    DANGEROUS,
    HARMLESS_DUNDERS,
    HARMLESS_PRIVATE,
    MODULE_NAMES,
    NUMERIC,
    OTHER_NAMES,
    RANDOM,
    RESTRICTED,
    member_of,
)
from .walk import Use

_HARMLESS = HARMLESS_DUNDERS | HARMLESS_PRIVATE


class Known(NamedTuple):
    """What the original does: the judged function by itself, and the whole file."""

    function: frozenset[tuple[str, str]]
    file: frozenset[tuple[str, str]]
    packages: frozenset[str]
    """The top-level packages that the file imports."""

    def with_methods(self, names: Iterable[str]) -> Known:
        """The same, where methods of these names may be called."""
        return self._replace(file=self.file | {("attribute", name) for name in names})


def known(function: Iterable[Use], file: Iterable[Use], module: Scope) -> Known:
    """The permissions that an original gives."""
    packages = {origin.partition(".")[0] for origins in module.origins.values() for origin in origins}
    everything = frozenset((use.kind, use.key) for use in file)
    for kind, key in everything:
        if kind in ("import", "import from"):
            packages.add(key.partition(".")[0])
    return Known(frozenset((use.kind, use.key) for use in function), everything, frozenset(packages))


def refusal(use: Use, allowed: Known) -> str:
    """Why a use is refused, or nothing."""
    if (use.kind, use.key) in allowed.function:
        return ""
    judge = _JUDGES.get(use.kind)
    return judge(use.key, allowed) if judge is not None else ""


def _import(key: str, allowed: Known) -> str:
    if key in NUMERIC or _imported(key, allowed):
        return _randomness(key, allowed)
    return f"it imports {key}, which the original does not"


def _imported(module: str, allowed: Known) -> bool:
    """Whether the file imports the module, or a module of the same numeric package (``scipy``, ``numba``)."""
    return ("import", module) in allowed.file or any(
        kind == "import from" and key.startswith(f"{module}.") for kind, key in allowed.file
    )


def _import_from(key: str, allowed: Known) -> str:
    if key.endswith(".*") and ("import from", key) not in allowed.file:
        return f"it imports everything of {key[:-2]}"
    if ("import from", key) in allowed.file:
        return ""
    module = key.rpartition(".")[0]
    if module == "__future__" or key.startswith("."):
        return f"it imports {key}, which the original does not"
    return (
        _import(key, allowed) if key in NUMERIC else _import(module, allowed) or _member(key, allowed, True)
    )


def _member(key: str, allowed: Known, importing: bool = False) -> str:
    module, rest = member_of(key)
    top = module.partition(".")[0]
    if not rest and not importing:
        return f"it hands the module {key} around"
    if top in DANGEROUS:
        return f"it uses {key}, which the original function does not"
    if module not in NUMERIC and top not in allowed.packages and not key.startswith("."):
        return f"it uses {key}, which the original does not import"
    private = any(name.startswith("_") and name not in _HARMLESS for name in rest)
    if (private and ("member", key) not in allowed.file) or _leads_away(top, rest):
        return f"it uses {key}, which the original function does not"
    return _randomness(key, allowed)


def _leads_away(top: str, rest: tuple[str, ...]) -> bool:
    """Whether a member of a package touches files, settings or memory, or is another module."""
    forbidden = RESTRICTED.get(top, frozenset()) | ATTRIBUTES | MODULE_NAMES | OTHER_NAMES
    return any(name in forbidden or name.startswith("read_") for name in rest)


def _randomness(key: str, allowed: Known) -> str:
    module = next((name for name in RANDOM if key == name or key.startswith(f"{name}.")), "")
    if module and not any(kind == "member" and _draws(used) for kind, used in allowed.file):
        return f"it uses {key}, and the original draws no random numbers"
    seeding = key.rpartition(".")[2] in ("seed", "set_state", "setstate")
    return f"it uses {key}, which the original does not" if module and seeding else ""


def _draws(key: str) -> bool:
    return any(key.startswith(f"{name}.") for name in RANDOM)


def _attribute(key: str, allowed: Known) -> str:
    if key in _HARMLESS:
        return ""
    dunder = key.startswith("__")
    if dunder or key in ATTRIBUTES:
        return f"it takes the attribute {key}, which the original function does not"
    if key.startswith("_") and ("attribute", key) not in allowed.file:
        return f"it takes the private attribute {key}, which the original does not"
    return ""


def _builtin(key: str, allowed: Known) -> str:
    return f"it uses {key}, which the original function does not" if key in BUILTINS else ""


def _name(key: str, allowed: Known) -> str:
    return f"it uses {key}, which the original does not" if ("name", key) not in allowed.file else ""


def _string(key: str, allowed: Known) -> str:
    return (
        f'it holds the text "{key}", which the original does not'
        if ("string", key) not in allowed.file
        else ""
    )


def _write(key: str, allowed: Known) -> str:
    return f"it changes {key}, which outlives the call and which the original function leaves alone"


def _handler(key: str, allowed: Known) -> str:
    if key in BROAD or key in ("everything", "a variable"):
        return f"it catches {key}, which the original function does not"
    found = getattr(builtins, key, None)
    if isinstance(found, type) and not issubclass(found, Exception):
        return f"it catches {key}, which the original function does not"
    return ""


def _simply(words: str) -> Callable[[str, Known], str]:
    def judge(key: str, allowed: Known) -> str:
        return words.format(key)

    return judge


_JUDGES: dict[str, Callable[[str, Known], str]] = {
    "import": _import,
    "import from": _import_from,
    "member": _member,
    "attribute": _attribute,
    "builtin": _builtin,
    "name": _name,
    "string": _string,
    "mutable": _simply(
        "it takes hold of {}, which can be written to and which the original function leaves alone"
    ),
    "write": _write,
    "handler": _handler,
    "finally": _simply("it leaves from a finally block, which swallows every exception"),
    "format": _simply("it formats with a text that is not written out, which can take any attribute"),
    "class": _simply("it defines the class {}"),
    "async": _simply("it is asynchronous, which the original is not"),
    "global": _simply("it declares {} global, which the original function does not"),
    "nonlocal": _simply("it declares {} nonlocal, which the original function does not"),
}


def first_refusal(found: Iterable[Use], allowed: Known) -> tuple[str, int]:
    """The refusal of the earliest line, or an empty string."""
    refused: list[tuple[int, str]] = []
    seen: Set[tuple[str, str]] = allowed.function
    for use in found:
        if (use.kind, use.key) not in seen:
            reason = refusal(use, allowed)
            if reason:
                refused.append((use.line, reason))
    if not refused:
        return "", 0
    line, reason = min(refused)
    return reason, line
