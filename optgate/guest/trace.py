"""Calls of the target with tracers for arguments."""

from __future__ import annotations

from itertools import islice
from typing import Any

from . import codec
from .alarm import Alarm, TimeUp
from .build import build
from .subject import Subject
from .tracer import Tracer
from .tracer_log import Fact, Log

TRACER = "<tracer>:"
"""A recipe of a name that begins so makes a tracer; the steps of its path follow, parted by bars."""

OPERATIONS = 300
_ITEMS = 20
_REPEATED = 3
"""How often a method is called on the same object, so that what it stored before is used."""


def facts(subject: Subject, calls: list[bytes], rounds: int, seed: int, seconds: float) -> list[Fact]:
    """What the target did with its arguments in ``rounds`` calls, which name tracers by ``TRACER``.

    The time is in seconds of CPU. The process is not fit for other calls afterwards: what the calls
    left in the module may hold tracers.
    """
    log = Log(subject.order.path, seed, OPERATIONS)

    def built(recipe: codec.Recipe) -> Any:
        if recipe.kind == "name" and recipe.args[0].startswith(TRACER):
            return Tracer(log, (tuple(recipe.args[0][len(TRACER) :].split("|")),))
        return build(recipe, subject.module)

    subject.use("plain")
    alarm = Alarm(seconds)
    try:
        with alarm:
            alarm.arm()
            for number in range(rounds):
                log.begin(number)
                _call(subject, calls[number % len(calls)], built)
    except TimeUp:
        pass
    return list(log.facts)


def _call(subject: Subject, call: bytes, built: Any) -> None:
    subject.caller.start()
    try:
        args, kwargs = codec.decode_call(call, build=built)
        for _ in range(_REPEATED if "." in subject.order.qualname else 1):
            found = subject.target(*args, **kwargs)
        if hasattr(type(found), "__next__"):
            for _ in islice(found, _ITEMS):
                continue
    except TimeUp:
        raise
    except BaseException:  # noqa: BLE001  tracers are wrong values nearly everywhere
        return
