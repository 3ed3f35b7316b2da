"""numpy's random generators in the encoder: type, whole state and seed sequence; imported once they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from .values import Recipe
from .writer import LIVE, TABLE, Writer, live, record

_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


def _seeds(bits: Any) -> Any:
    """The seed sequence of a bit generator, from which ``spawn`` makes others, or None."""
    found = getattr(bits, "seed_seq", None) or getattr(bits, "_seed_seq", None)
    return found if type(found) is np.random.SeedSequence else None


def _write_bits(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        fields = {"state": w.hold(value.state), "seeds": _seeds(value)}
        record(w, value, f"numpy.random:{type(value).__name__}", fields)


def _bits_recipe(value: Any, home: str) -> Recipe:
    seeds = _seeds(value)
    path = f"numpy.random:{type(value).__name__}"
    steps: list[Any] = [["__setstate__", [value.state], {}]]
    if seeds is None and type(value) is np.random.MT19937:
        steps.insert(0, ["_legacy_seeding", [0], {}])
    return Recipe("after", (Recipe("call", (path, [0 if seeds is None else seeds], {})), steps))


def _write_seeds(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        record(w, value, "numpy.random:SeedSequence", w.hold(dict(value.state)))


def _seeds_recipe(value: Any, home: str) -> Recipe:
    named = dict(value.state)
    return Recipe("call", ("numpy.random:SeedSequence", [named.pop("entropy")], named))


def _write_generator(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
    else:
        record(w, value, "numpy.random:Generator", {"bits": value.bit_generator})


def _generator_recipe(value: Any, home: str) -> Recipe:
    return Recipe("call", ("numpy.random:Generator", [value.bit_generator], {}))


def _write_legacy(w: Writer, value: Any) -> None:
    if w.call:
        live(w, value)
        return
    state = w.hold(value.get_state(legacy=False))
    waiting = state.pop("gauss").hex() if state["has_gauss"] else ""
    record(w, value, "numpy.random:RandomState", {"state": state, "waiting": waiting})


def _legacy_recipe(value: Any, home: str) -> Recipe:
    state, bits = value.get_state(legacy=False), value._bit_generator
    plain = type(bits) is np.random.MT19937 and _seeds(bits) is None
    fresh = Recipe("call", ("numpy.random:RandomState", [0 if plain else bits], {}))
    return Recipe("after", (fresh, [["set_state", [state], {}]]))


def _register() -> None:
    for name in _BIT_GENERATORS:
        kind = getattr(np.random, name, None)
        if kind is not None:
            TABLE[kind], LIVE[kind] = _write_bits, _bits_recipe
    TABLE[np.random.SeedSequence], LIVE[np.random.SeedSequence] = _write_seeds, _seeds_recipe
    TABLE[np.random.Generator], LIVE[np.random.Generator] = _write_generator, _generator_recipe
    TABLE[np.random.RandomState], LIVE[np.random.RandomState] = _write_legacy, _legacy_recipe


_register()
