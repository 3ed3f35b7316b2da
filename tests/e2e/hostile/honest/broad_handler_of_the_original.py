"""A broad handler that the original has as well."""


# --- original
def f(values: list[int]) -> int:
    """The largest count of a value, -1 where they cannot be compared."""
    best = 0
    try:
        for value in values:
            count = 0
            for other in values:
                if other == value:
                    count += 1
            if count > best:
                best = count
        return best
    except Exception:
        return -1


# --- candidate
def f(values: list[int]) -> int:
    """The largest count of a value, -1 where they cannot be compared."""
    counts: dict[int, int] = {}
    try:
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        return max(counts.values(), default=0)
    except Exception:
        return -1
