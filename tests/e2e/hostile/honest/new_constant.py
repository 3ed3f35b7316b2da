"""A constant of its own beside it."""


# --- original
def f(values: list[int]) -> list[int]:
    """The number of bits set in the low byte of each value."""
    out = []
    for value in values:
        count = 0
        for bit in range(8):
            if (value >> bit) & 1:
                count += 1
        out.append(count)
    return out


# --- candidate
_BITS = (0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4)


def f(values: list[int]) -> list[int]:
    """The number of bits set in the low byte of each value."""
    return [_BITS[value & 15] + _BITS[value >> 4 & 15] for value in values]
