"""The extents of the arguments of one call, under the relations between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optgate.verify.domain.domain import Domain
from optgate.verify.values.kinds import Dim, Kind, Option
from optgate.verify.values.profiles import Chance

STAGES: dict[str, tuple[int, ...]] = {
    "small": (0, 1, 1, 2, 2, 3, 3, 4, 4),
    "middle": (5, 6, 7, 8, 9, 12, 16),
    "large": (17, 24, 33, 40, 64),
    "long": (150, 257, 400),
    "scale": (1000, 1500, 4096),
}
_CHECKED_SHARE = 0.15


class Sizes:
    """The extents of one call: one number for every group of linked dimensions."""

    def __init__(
        self, domain: Domain, options: Sequence[Option | None], chance: Chance, stage: str, odd: bool
    ) -> None:
        checked = bool(domain.checked) and chance.happens(_CHECKED_SHARE)
        self.groups = domain.groups(options, "loose" if odd else "checked" if checked else "")
        self.extents: dict[int, int] = {}
        self.numbers: dict[str, int] = {}
        self.chance = chance
        self.stage = stage
        self.cap = domain.largest_size
        self.crowded = max((option.kind.depth for option in options if option), default=1) >= 2
        self.pinned = {self.groups[dim]: size for dim, size in domain.pinned() if dim in self.groups}
        self.extents.update(self.pinned)

    def of(self, param: str, kind: Kind) -> tuple[int, ...]:
        """The shape for an argument of this kind."""
        return tuple(self.extent(Dim(param, axis)) for axis in range(kind.depth))

    def fix(self, extent: int) -> None:
        """Give every dimension this extent."""
        self.extents = dict.fromkeys(self.groups.values(), extent) | self.pinned

    def part(self, lone: str, its: int, others: int) -> None:
        """Give the dimensions of one parameter another extent than those that are not linked with it."""
        self.fix(others)
        mine = {group: its for dim, group in self.groups.items() if dim.param == lone}
        self.extents |= mine | self.pinned

    def know(self, extents: Mapping[Dim, int]) -> None:
        """Take over extents that are fixed already."""
        for dim, extent in extents.items():
            if dim.axis < 0:
                self.numbers[dim.param] = extent
            elif dim in self.groups:
                self.extents[self.groups[dim]] = extent

    def extent(self, dim: Dim) -> int:
        """The extent of one dimension, the same for all that are linked with it.

        Axis -1 stands for the value of a number, a nameless dimension for a constant.
        """
        if not dim.param:
            return dim.axis
        if dim.axis < 0:
            return self.numbers.setdefault(dim.param, int(self.chance.pick((1, 2, 3, 5, 8, 12))))
        group = self.groups.get(dim)
        if group is None:
            return self.draw(dim.axis)
        if group not in self.extents:
            self.extents[group] = self.draw(dim.axis)
        return self.extents[group]

    def draw(self, axis: int) -> int:
        """A new extent; the third dimension of an image stays small."""
        if axis >= 2:
            return int(self.chance.pick((1, 2, 3, 3, 4)))
        size = int(self.chance.pick(STAGES[self.stage]))
        if self.crowded and size > 40:
            size = int(self.chance.pick((16, 40, 50)) if size < 1000 else self.chance.pick((40, 64)))
        return min(size, self.cap)
