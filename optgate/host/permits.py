"""What judged code may do beyond reading the project and writing into a folder of its own."""

from __future__ import annotations

import msgspec


class Permits(msgspec.Struct, frozen=True):
    """What a project allows its own code under ``[tool.optgate.sandbox]``.

    ``read`` and ``write`` are absolute paths, ``allow`` may hold ``network``, ``threads`` and ``processes``.
    """

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    def walls(self, *read: str) -> dict[str, list[str]]:
        """What ``guest.walls`` is told; ``read`` are further paths."""
        return {"read": [*read, *self.read], "write": list(self.write), "allow": list(self.allow)}


NOTHING_MORE = Permits()
