"""One input of the function under judgement: a value per parameter and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optgate.guest import codec
from optgate.verify.kinds import Option, Param


class _Missing:
    """The argument is left out, so that the default of the function applies."""

    def __repr__(self) -> str:
        return "MISSING"

    def __deepcopy__(self, memo: dict[int, Any]) -> _Missing:
        return self


MISSING = _Missing()


class Call:
    """An input: ``values`` stand in the order of the parameters, ``MISSING`` where one is left out.

    ``options`` are the kinds the values were made from, ``level`` the weakest evidence among them,
    ``origin`` the stage that made it. ``odd`` names what is outside the relations the source suggests.
    """

    __slots__ = ("data", "level", "odd", "options", "origin", "values")

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
        self.level = level or max((option.level for option in options if option), default=1)
        self.data = b""

    def encoded(self, params: Sequence[Param]) -> bytes:
        """The call as bytes for a session (made once)."""
        if not self.data:
            self.data = codec.encode_call(*bind(params, self.values))
        return self.data

    def changed(self, values: list[Any]) -> Call:
        """The same kind of input with other values."""
        options = tuple(
            None if value is MISSING else option for value, option in zip(values, self.options, strict=True)
        )
        return Call(values, options, self.origin, level=self.level, odd=self.odd)


def bind(params: Sequence[Param], values: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Positional and keyword arguments for the values; what follows a missing one goes by keyword."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    by_name = False
    for param, value in zip(params, values, strict=True):
        if value is MISSING:
            by_name = by_name or param.style in ("posonly", "pos")
        elif param.style == "kwonly" or (by_name and param.style == "pos"):
            kwargs[param.name] = value
        elif param.style == "var":
            if not by_name:
                args.extend(value)
        elif param.style == "varkw":
            kwargs.update(value)
        elif not by_name:
            args.append(value)
    return tuple(args), kwargs
