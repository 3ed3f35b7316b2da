"""One input of the function under judgement: a value per parameter and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.verify.values.kinds import Option, Param


class _Missing:
    """The argument is left out, so that the default of the function applies."""

    def __repr__(self) -> str:
        return "MISSING"

    def __deepcopy__(self, memo: dict[int, Any]) -> _Missing:
        return self


MISSING = _Missing()
SIZES = "sizes"
"""What an input sets aside in which one argument has other extents than those that belong to it."""

NEGATIVE = "a negative size"
"""What is odd about an input with one, where the source does not look at the size itself."""


class Call:
    """An input: ``values`` stand in the order of the parameters, ``MISSING`` where one is left out.

    ``options`` are the kinds the values were made from, ``level`` the weakest evidence among them,
    ``origin`` the stage that made it. ``odd`` names what is outside the relations the source suggests,
    ``breaks`` says which evidence for conditions on the values was set aside (``docstring``, ``trial``), or
    is ``SIZES`` or ``NEGATIVE``.
    """

    __slots__ = ("breaks", "data", "level", "odd", "options", "origin", "values")

    def __init__(
        self,
        values: list[Any],
        options: tuple[Option | None, ...],
        origin: str,
        *,
        level: int = 0,
        odd: str = "",
    ) -> None:
        self.values = values
        self.options = options
        self.origin = origin
        self.odd = odd
        self.breaks = ""
        self.level = level or max((option.level for option in options if option), default=1)
        self.data = b""

    def encoded(self, params: Sequence[Param]) -> bytes:
        """The call as bytes for a session (made once)."""
        if not self.data:
            self.data = codec.encode_call(*bind(params, self.values))
        return self.data

    def known_by(self, options: tuple[Option | None, ...]) -> Call:
        """The same input of the same kinds, with other evidence for them."""
        known = Call(self.values, options, self.origin, odd=self.odd, level=self.level if self.odd else 0)
        known.data, known.breaks = self.data, self.breaks
        return known

    def changed(self, values: list[Any]) -> Call:
        """The same kind of input with other values."""
        options = tuple(
            None if value is MISSING else option for value, option in zip(values, self.options, strict=True)
        )
        other = Call(values, options, self.origin, level=self.level, odd=self.odd)
        other.breaks = self.breaks
        return other


def bind(params: Sequence[Param], values: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Positional and keyword arguments for the values; what follows a missing one goes by keyword.

    Parts of objects are put together: their place takes the recipe of the object.
    """
    if any(param.part is not None for param in params):
        params, values = _assembled(params, values)
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    by_name = False
    for param, value in zip(params, values, strict=True):
        if value is MISSING:
            by_name = by_name or param.style in ("posonly", "pos")
        elif param.style == "kwonly" or (by_name and param.style == "pos"):
            kwargs[_bare(param)] = value
        elif param.style == "var":
            if not by_name:
                args.extend(value)
        elif param.style == "varkw":
            kwargs.update(value)
        elif not by_name:
            args.append(value)
    return tuple(args), kwargs


def whole(params: Sequence[Param], name: str, value: Any) -> list[tuple[int, Any]]:
    """The places and values by which a parameter that is taken apart holds ``value`` as it is.

    For objects that are not to be built from parts, such as one seen in use: the first of its places
    takes the object, the others are left out.
    """
    inside = [place for place, param in enumerate(params) if name in _holders(param)]
    direct = [place for place in inside if _holders(params[place])[0] == name]
    first = (direct or inside)[0]
    return [(place, Recipe("whole", (value, name)) if place == first else MISSING) for place in inside]


def outermost(param: Param) -> Param:
    """The parameter of the function that a parameter is a part of; itself when it is no part."""
    while param.part is not None:
        param = param.part.holder
    return param


def _bare(param: Param) -> str:
    return param.part.name if param.part is not None else param.name


def _holders(param: Param) -> list[str]:
    """The names of the objects that a parameter is a part of, the nearest first."""
    found = []
    while param.part is not None:
        param = param.part.holder
        found.append(param.name)
    return found


def _assembled(params: Sequence[Param], values: Sequence[Any]) -> tuple[list[Param], list[Any]]:
    """The parameters of the function itself, with the recipes of the objects made of parts."""
    pairs = list(zip(params, values, strict=True))
    while True:
        deepest = max((len(_holders(param)) for param, _ in pairs), default=0)
        if not deepest:
            return [param for param, _ in pairs], [value for _, value in pairs]
        joined: list[tuple[Param, Any]] = []
        while pairs:
            param = pairs[0][0]
            if len(_holders(param)) < deepest or param.part is None:
                joined.append(pairs.pop(0))
                continue
            holder = param.part.holder
            mine = [pair for pair in pairs if pair[0].part is not None and pair[0].part.holder == holder]
            pairs = [pair for pair in pairs if pair[0].part is None or pair[0].part.holder != holder]
            joined.append((holder, _object(mine)))
        pairs = joined


def _object(parts: list[tuple[Param, Any]]) -> Any:
    """The recipe of one object, called before as one of its parts says."""
    whole_one = next((v for _, v in parts if isinstance(v, Recipe) and v.kind == "whole"), None)
    before = next((v for param, v in parts if param.style == "calls" and v is not MISSING), None)
    fields = [(param, value) for param, value in parts if param.style != "calls"]
    part = parts[0][0].part
    assert part is not None
    if whole_one is not None and part.holder.name not in (whole_one.args[1:] or (part.holder.name,)):
        return whole_one
    if whole_one is not None:
        made = whole_one.args[0]
    elif any(param.required and value is MISSING for param, value in fields):
        return MISSING
    elif part.way == "instance":
        made = Recipe("instance", (part.path, {_bare(p): v for p, v in fields if v is not MISSING}))
    else:
        args, kwargs = _passed(fields)
        made = Recipe("call", (part.path, args, kwargs))
    if before is not None and before.kind == "calls" and before.args[0]:
        return Recipe("after", (made, before.args[0]))
    return made


def _passed(fields: list[tuple[Param, Any]]) -> tuple[list[Any], dict[str, Any]]:
    """What a class is called with: by keyword where its parameters have names to use."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    spread = any(param.style == "var" and value is not MISSING and value for param, value in fields)
    for param, value in fields:
        if value is MISSING:
            continue
        if param.style == "var":
            args.extend(value)
        elif param.style == "varkw":
            kwargs.update(value)
        elif param.style == "posonly" or (spread and param.style == "pos"):
            args.append(value)
        else:
            kwargs[_bare(param)] = value
    return args, kwargs
