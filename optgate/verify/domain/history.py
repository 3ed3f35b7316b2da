"""State: what was called on an object before the call that is judged."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from optgate.guest.codec import Recipe
from optgate.verify.evidence.classes import methods
from optgate.verify.evidence.module import Function, decorators
from optgate.verify.evidence.source import Source, find
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, bind
from optgate.verify.values.kinds import Dim, Kind
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain
    from optgate.verify.inputs.generate import Maker

_MOST_METHODS = 6
_NONE_SHARE = 0.35
_SAME_SHARE = 0.4
_ALIKE_SHARE = 0.1
_SINGLE = (int, float, str, bytes)
_COUNTS = {"small": (1, 1, 2, 2, 4), "middle": (1, 2, 3, 5, 12)}
_CHANGES = {
    "append",
    "extend",
    "pop",
    "add",
    "remove",
    "clear",
    "update",
    "insert",
    "setdefault",
    "popitem",
} | {
    "discard",
    "appendleft",
    "popleft",
    "fill",
    "sort",
    "reverse",
    "push",
}
_SPECIAL = ("__call__", "__setitem__")


class Plan(msgspec.Struct, frozen=True):
    """A method that changes the object, with the domain of its arguments."""

    method: str
    domain: Any


class Pool:
    """Single values met in one input, so that an earlier call can be given what a later one looks for."""

    def __init__(self, named: Iterable[tuple[str, Any]]) -> None:
        self.named: list[tuple[str, Any]] = [(name, value) for name, value in named if type(value) in _SINGLE]

    def again(self, chance: Chance, name: str, fresh: Any) -> Any:
        """The fresh value, or one of its type that was met before: rather under the same name."""
        if type(fresh) not in _SINGLE:
            return fresh
        alike = [value for _, value in self.named if type(value) is type(fresh)]
        same = [value for other, value in self.named if other == name and type(value) is type(fresh)]
        if same and chance.happens(_SAME_SHARE):
            fresh = chance.pick(same)
        elif alike and chance.happens(_ALIKE_SHARE):
            fresh = chance.pick(alike)
        self.named.append((name, fresh))
        return fresh


class History:
    """The methods that change an object, and calls of them made up for an input.

    ``needed`` says that the judged method fails on a fresh object; ``open`` whether calls are made at all.
    """

    def __init__(self, source: Source, domain: Domain, start: Callable[[Source], Domain]) -> None:
        self.domain = domain
        self.needed = False
        self.open = False
        self.plans: list[Plan] = []
        made = source.objects.get(source.receiver)
        own = methods(source.module, made.path) if made is not None else {}
        self.places = {param.name: place for place, param in enumerate(source.params)}
        for name, method in own.items():
            changing = name in changing_methods(own) and (not name.startswith("__") or name in _SPECIAL)
            if not changing or decorators(method) & {"staticmethod", "classmethod", "property", "setter"}:
                continue
            if name == source.function.name:
                self.plans.append(Plan(name, domain))
            elif made is not None and len(self.plans) < _MOST_METHODS:
                other = find(source.module, _qualname(source, made.path, name), made.way)
                if other is not None and not isinstance(other.function, ast.AsyncFunctionDef):
                    self.plans.append(Plan(name, start(other)))

    @property
    def kind(self) -> Kind:
        """The kind of the input that stands for the history."""
        return Kind("calls", names=tuple(plan.method for plan in self.plans))

    def make(self, maker: Maker, stage: str, profile: str, values: list[Any], *, sure: bool = False) -> Any:
        """A few calls before the judged one, or nothing; ``values`` are what the object is made from."""
        chance = maker.chance
        if not self.open or not self.plans or not (sure or self.needed or chance.happens(1 - _NONE_SHARE)):
            return MISSING
        count = int(chance.pick(_COUNTS.get(stage, (1, 2, 3, 5, 8, 12))))
        kinds = {plan.method: plan.domain.fixed or plan.domain.choose(chance) for plan in self.plans}
        others = [plan for plan in self.plans if plan.domain is not self.domain]
        first = others if self.needed and others else self.plans
        some = [plan for plan in self.plans if chance.happens(0.5)] or first
        plans = [chance.pick(first), *(chance.pick(some) for _ in range(count - 1))]
        pool = Pool(zip((param.name for param in self.domain.params), values, strict=True))
        steps = [self.step(maker, plan, stage, profile, values, kinds, pool) for plan in plans]
        return Recipe("calls", (steps,))

    def step(
        self,
        maker: Maker,
        plan: Plan,
        stage: str,
        profile: str,
        values: list[Any],
        kinds: dict[str, Any],
        pool: Pool,
    ) -> list[Any]:
        """One call: a method with its arguments, as long as the object they are for."""
        domain: Domain = plan.domain
        extents = {}
        for name, place in self.places.items():
            value = values[place]
            if type(value) is int:
                extents[Dim(name, -1)] = value
            for axis in range(3) if value is not MISSING else ():
                size = structure.extent(value, axis)
                if size is not None:
                    extents[Dim(name, axis)] = size
        part = maker.over(domain)
        call = part.call(stage, profile=profile, options=kinds[plan.method], extents=extents, history=False)
        own = [(p, v) for p, v in zip(domain.params, call.values, strict=True) if p.part is None]
        mine = [
            (p, v if domain.below(p.name) else pool.again(maker.chance, p.name, v))
            for p, v in own
            if p.name != domain.source.receiver
        ]
        args, kwargs = bind([p for p, _ in mine], [v for _, v in mine])
        return [plan.method, list(args), kwargs]


def _qualname(source: Source, path: str, method: str) -> str:
    """The name under which a method stands in the file: in the class, or in one of its bases."""
    for name, node in source.module.classes.items():
        if name == path and any(isinstance(n, Function) and n.name == method for n in node.body):
            return f"{path}.{method}"
    return next(
        (q for q in source.module.functions if q.rpartition(".")[2] == method and "." in q),
        f"{path}.{method}",
    )


def changing_methods(own: dict[str, Function]) -> set[str]:
    """The methods that change their object, themselves or through another method of it."""
    direct = {name for name, method in own.items() if _changes(method)}
    found = set(direct)
    for _ in range(3):
        for name, method in own.items():
            called = {
                node.func.attr
                for node in ast.walk(method)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and _of_self(node.func, method)
            }
            if called & found:
                found.add(name)
    return found - {"__init__", "__new__", "__post_init__"}


def _changes(method: Function) -> bool:
    for node in ast.walk(method):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Delete):
            targets = node.targets
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES
        ):
            targets = [node.func.value]
            if not isinstance(node.func.value, ast.Attribute | ast.Subscript):
                continue
        parts = [
            part
            for target in targets
            for part in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        if any(_of_self(part, method) for part in parts):
            return True
    return False


def _of_self(node: ast.expr, method: Function) -> bool:
    """Whether an expression is an attribute of the instance, or stands inside one."""
    arguments = [*method.args.posonlyargs, *method.args.args]
    while isinstance(node, ast.Attribute | ast.Subscript):
        inner = node.value
        if isinstance(inner, ast.Name):
            return bool(arguments) and inner.id == arguments[0].arg and isinstance(node, ast.Attribute)
        node = inner
    return False
