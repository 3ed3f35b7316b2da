"""What tracers write down, and how they answer."""

from __future__ import annotations

import random
from types import FrameType
from typing import Any, Optional

Path = tuple[str, ...]
Fact = tuple[Path, str, Any]

_MOST_FACTS = 4000
_MOST_KEYS = 40
DEEPEST = 8


class Enough(BaseException):
    """The call did so much that the rest of it will tell nothing new."""


class Log:
    """What was done in several calls, and how questions are answered meanwhile.

    ``path`` is the judged file, ``count`` the length of everything in this call. The answer to a truth value
    is the one that was given less often at the same place of the code, now and then the other one.
    """

    def __init__(self, path: str, seed: int, operations: int) -> None:
        self.path = path
        self.operations = operations
        self.left = self.made = 0
        self.count = 2
        self.facts: dict[Fact, None] = {}
        self.chance = random.Random(seed)
        self.answers: dict[tuple[Any, int], list[int]] = {}

    def begin(self, number: int) -> None:
        """Another call begins."""
        self.left, self.made = self.operations, 0
        self.count = 2 + number % 2

    def add(self, path: Path, fact: str, detail: Any = "") -> None:
        """Write down one fact."""
        if len(path) <= DEEPEST and len(self.facts) < _MOST_FACTS:
            self.facts[path, fact, detail] = None

    def step(self) -> None:
        """Something was done.

        Raises:
            Enough: It was too much.
        """
        self.left -= 1
        if self.left < 0:
            raise Enough

    def decide(self, frame: Optional[FrameType]) -> bool:
        """A truth value, asked for by the instruction at which a frame stands."""
        place = (frame.f_code, frame.f_lasti) if frame is not None else (None, 0)
        given = self.answers.setdefault(place, [0, 0])
        answer = given[1] <= given[0]
        if self.chance.random() < 0.25:
            answer = not answer
        given[answer] += 1
        return answer


def known_keys(frame: Optional[FrameType]) -> list[Any]:
    """The keys of the mappings and sets that the code of a frame names: of the module, or its own."""
    if frame is None:
        return []
    found: list[Any] = []
    named = [frame.f_globals.get(name) for name in frame.f_code.co_names]
    for held in (*named, *frame.f_locals.values()):
        if type(held) in (dict, set, frozenset) and len(held) <= _MOST_KEYS:
            found += [key for key in held if type(key) in (int, str)]
    return sorted(found, key=repr)[:_MOST_KEYS]
