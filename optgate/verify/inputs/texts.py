"""Strings: those of the source, such as numbers can be read from, and odd ones."""

from __future__ import annotations

from collections.abc import Sequence

from optgate.verify.values.kinds import Kind
from optgate.verify.values.profiles import BENIGN, TYPICAL, Chance

COMMON = ("", "a", "b", "ab", "A b", "x,y", "10", "é", "zz")
_WORDS = ("a", "b", "ab", "x1", "", "The", "the", "the.")
_LETTERS = "abcABC xyz019.,-_\n"
_LARGEST_SHARE = 0.85
_CODE_SHARE = 0.95
_CHOSEN_SHARE = 0.85
_PARTED_SHARE = 0.3
_MARK = 2
"""So long are signs that part the pieces of a string at most."""

_TERSE = ("few", "groups", "equal", "zero", "binary", "pool", "few-whole", "limits")
_CALM = (BENIGN, TYPICAL)


def texts(chance: Chance, kind: Kind, count: int, profile: str, known: Sequence[str]) -> list[str]:
    """``count`` strings of a kind; ``known`` are those that stand in the sources.

    A kind with a dtype is made of numbers or words between separators (its path): ``mixed`` are words with a
    number at the end, ``letters`` come from the alphabet that the path then holds, ``code`` is a number or
    one of the kind's names between as many letters as the path says.
    """
    if kind.dtype == "code" and chance.happens(_CODE_SHARE):
        return _codes(chance, kind, count, profile)
    if kind.dtype and chance.happens(_LARGEST_SHARE):
        return [_written(chance, kind, profile) for _ in range(count)]
    pool = (*kind.choices, *known, *COMMON)
    if kind.choices:
        return [
            str(chance.pick(kind.choices if chance.happens(_CHOSEN_SHARE) else pool)) for _ in range(count)
        ]
    if profile in ("few", "groups", "equal"):
        pool = tuple(chance.pick(pool) for _ in range(2))
    if profile not in _TERSE:
        return [_free(chance, pool, known) for _ in range(count)]
    return [chance.pick(pool) for _ in range(count)]


def near(chance: Chance, old: str, known: Sequence[str]) -> str:
    """A string a step away: shorter, longer, repeated, recased, between blanks, or another piece in it."""
    way = chance.py.random()
    if way < 0.15:
        return str(chance.pick(("", "a", "b", old + "x", old + old)))
    if way < 0.35:
        return str(
            chance.pick((f" {old}", f"{old} ", f"\t{old}\n", old.upper(), old.lower(), old.swapcase()))
        )
    start = chance.py.randint(0, len(old))
    stop = min(len(old), start + int(chance.pick((0, 0, 1, 1, 2))))
    if way < 0.55:
        return old[:start] + old[max(stop, start + 1) :]
    piece = chance.pick(known) if known and chance.happens(0.6) else chance.pick(_LETTERS)
    if way < 0.7 and old:
        piece = chance.pick(old)
    return old[:start] + str(piece) + old[stop:]


def _free(chance: Chance, pool: Sequence[str | int | float], known: Sequence[str]) -> str:
    """A string of letters, one of the pool, or several of the source's own put together, in either case."""
    marks = [text for text in known if len(text) <= _MARK and text.strip() and not text.isalnum()]
    if marks and chance.happens(_PARTED_SHARE):
        return _parted(chance, marks)
    way = chance.py.random()
    if way < 0.35 or not known:
        return _letters(chance) if way < 0.5 else str(chance.pick(pool))
    if way < 0.55:
        return _recased(chance, str(chance.pick(pool)))
    some = [str(chance.pick(known)) for _ in range(3)] + ([_letters(chance)] if way < 0.85 else [])
    size = int(chance.pick((2, 3, 5, 8, 13)))
    return "".join(_recased(chance, str(chance.pick(some))) for _ in range(size))


def _parted(chance: Chance, marks: Sequence[str]) -> str:
    """Small numbers, now and then words, with the source's own signs between them."""
    few = [chance.pick(marks) for _ in range(2)]
    found = []
    for place in range(int(chance.pick((1, 2, 2, 3, 4, 6)))):
        if place:
            found.append(chance.pick(few) + (" " if chance.happens(0.1) else ""))
        found.append(str(chance.py.randrange(12)) if chance.happens(0.85) else chance.pick(_WORDS))
    return "".join(found)


def _recased(chance: Chance, text: str) -> str:
    """A string as it is, or in capitals, small letters, or between spaces."""
    way = chance.py.random()
    if way < 0.6:
        return text
    return text.lower() if way < 0.75 else text.upper() if way < 0.9 else f" {text} "


def _letters(chance: Chance) -> str:
    """A string of some length with repeated letters, spaces and signs."""
    size = int(chance.pick((1, 2, 3, 5, 8, 13, 30)))
    alphabet = _LETTERS if chance.happens(0.5) else "".join(chance.pick(_LETTERS) for _ in range(3))
    return "".join(chance.pick(alphabet) for _ in range(size))


def _written(chance: Chance, kind: Kind, profile: str) -> str:
    """Numbers or words, several where there is something to separate them; or letters of an alphabet."""
    if kind.dtype == "letters":
        size = int(chance.pick((0, 1, 2, 5, 13, 30)))
        return "".join(_recased(chance, str(chance.pick(kind.path))).strip() for _ in range(size))
    if not kind.path:
        digits = "".join(str(chance.py.randrange(10)) for _ in range(int(chance.pick((1, 1, 2, 3, 6)))))
        return digits if kind.dtype == "int" else f"{digits}.{chance.py.randrange(100)}"
    if kind.dtype == "mixed":
        count = 2 if profile in _CALM or chance.happens(0.8) else int(chance.pick((1, 3)))
        names = [_part(chance, "str").strip() for _ in range(count - 1)]
        last = "str" if profile not in _CALM and chance.happens(0.1) else "int"
        return kind.path.join([*names, _part(chance, last)])
    count = int(chance.pick((1, 2, 3, 5))) if profile != "typical" else 8
    return kind.path.join(_part(chance, kind.dtype) for _ in range(count))


def _codes(chance: Chance, kind: Kind, count: int, profile: str) -> list[str]:
    """Numbers or words between letters; the numbers in a row or few, the letters alike now and then."""
    before, after = map(int, kind.path.split(":"))
    first, few = chance.py.randrange(1, 12), [chance.py.randrange(15) for _ in range(2)]
    alphabet = "ABCD"[: int(chance.pick((1, 2, 4)))]
    found = []
    for place in range(count):
        row = profile in ("ramp", "increasing", "decreasing")
        number = first + place if row else chance.pick(few) if profile in _TERSE else chance.py.randrange(15)
        word = chance.pick(kind.names) if kind.names and not row and chance.happens(0.3) else str(number)
        head, tail = ("".join(chance.pick(alphabet) for _ in range(width)) for width in (before, after))
        found.append(head + word + tail)
    return found


def _part(chance: Chance, dtype: str) -> str:
    if dtype == "str":
        return _letters(chance) if chance.happens(0.3) else str(chance.pick(_WORDS))
    whole = str(chance.py.randint(-20, 99))
    return whole if dtype == "int" else f"{whole}.{chance.pick((0, 5, 25, 125))}"
