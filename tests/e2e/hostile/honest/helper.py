"""A helper function beside it."""


# --- original
def f(values: list[int]) -> list[int]:
    """How often each of the values occurs."""
    out = []
    for value in values:
        count = 0
        for other in values:
            if other == value:
                count += 1
        out.append(count)
    return out


# --- candidate
def _counted(values: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def f(values: list[int]) -> list[int]:
    """How often each of the values occurs."""
    return list(map(_counted(values).get, values))
