"""Objects as Python source: what builds them, and values of the standard library."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
from collections.abc import Callable
from typing import Any

from optgate.guest.codec import Recipe

Source = Callable[[Any], str]
"""Makes an expression of any value."""

STANDARD = (
    decimal.Decimal,
    fractions.Fraction,
    datetime.datetime,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    collections.deque,
    collections.OrderedDict,
    collections.Counter,
    collections.defaultdict,
)


def standard(value: Any, source: Source) -> str:
    """A value of ``STANDARD``, with the module it comes from."""
    kind = type(value)
    maker = f"__import__({kind.__module__!r}).{kind.__qualname__}"
    if isinstance(value, collections.deque):
        return f"{maker}({source(list(value))})"
    if isinstance(value, collections.defaultdict):
        factory = getattr(value.default_factory, "__name__", None)
        return f"{maker}({factory}, {source(dict(value))})"
    if isinstance(value, dict):
        return f"{maker}({source(dict(value))})"
    if isinstance(value, decimal.Decimal):
        return f"{maker}({str(value)!r})"
    if isinstance(value, fractions.Fraction):
        return f"{maker}({value.numerator}, {value.denominator})"
    return f"__import__('datetime').{repr(value).partition('.')[2]}"


def source(recipe: Recipe, inner: Source) -> str:
    """An expression that builds the object of a recipe; ``inner`` makes those of what it is built from."""
    kind, args = recipe.kind, recipe.args
    if kind in ("iter", "generator"):
        items = inner(args[0])
        return f"iter({items})" if kind == "iter" else f"(item for item in {items})"
    if kind == "name":
        return path(args[0])
    if kind == "call":
        return f"{path(args[0])}({_passed(args[1], args[2], inner)})"
    if kind == "instance":
        name = _variable(args[0])
        attributes = f", vars({name}).update({inner(args[1])})" if args[1] else ""
        return f"({name} := object.__new__({path(args[0])}){attributes}, {name})[-1]"
    if kind == "after":
        return method(recipe, "", inner)
    return inner(args[0])


def method(receiver: Any, called: str, inner: Source) -> str:
    """A method call on an object, after the calls that it went through before.

    ``called`` is what follows the object: ``.update(x=1)``, or nothing for the object itself.
    """
    if isinstance(receiver, Recipe) and receiver.kind == "whole":
        receiver = receiver.args[0]
    if not isinstance(receiver, Recipe) or receiver.kind != "after":
        text = inner(receiver)
        return f"({text}){called}" if isinstance(receiver, int | float) else f"{text}{called}"
    made, calls = receiver.args
    name = (
        _variable(made.args[0]) if isinstance(made, Recipe) and made.kind in ("call", "instance") else "first"
    )
    steps = [f"{name}.{step}({_passed(args, kwargs, inner)})" for step, args, kwargs in calls]
    return f"({', '.join([f'{name} := {inner(made)}', *steps, name + called])})[-1]"


def path(dotted: str) -> str:
    """What a dotted path names: in the judged module, or as ``module:name`` in another."""
    module, separator, name = dotted.partition(":")
    if not separator:
        return dotted
    if module == "builtins":
        return name
    if module == "numpy" or module.startswith("numpy."):
        return f"np{module[5:]}.{name}"
    inside = ", fromlist=['']" if "." in module else ""
    return f"__import__({module!r}{inside}).{name}"


def _passed(args: Any, kwargs: dict[str, Any], inner: Source) -> str:
    return ", ".join([*map(inner, args), *(f"{name}={inner(value)}" for name, value in kwargs.items())])


def _variable(dotted: str) -> str:
    """A name for an object of a class."""
    name = dotted.replace(":", ".").rpartition(".")[2].lower()
    return name if name.isidentifier() and name not in ("", "np") else "first"
