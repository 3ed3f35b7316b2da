"""A set that lives for one call, and a method of it."""


# --- original
def f(values: list[int]) -> list[int]:
    """The values without repetitions, in their order."""
    out: list[int] = []
    for value in values:
        found = False
        for other in out:
            if other == value:
                found = True
        if not found:
            out.append(value)
    return out


# --- candidate
def f(values: list[int]) -> list[int]:
    """The values without repetitions, in their order."""
    seen: set[int] = set()
    add = seen.add
    return [value for value in values if not (value in seen or add(value))]
