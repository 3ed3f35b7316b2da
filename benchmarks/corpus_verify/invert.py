def invert(d: dict[str, int]) -> dict[int, str]:
    out = {}
    for k, v in d.items():
        out[v] = k
    return out


def right_comprehension(d: dict[str, int]) -> dict[int, str]:
    return {v: k for k, v in d.items()}


def wrong_first_wins(d: dict[str, int]) -> dict[int, str]:
    out = {}
    for k, v in d.items():
        out.setdefault(v, k)
    return out


def wrong_sorted(d: dict[str, int]) -> dict[int, str]:
    return {v: k for k, v in sorted(d.items())}


def wrong_reversed(d: dict[str, int]) -> dict[int, str]:
    return dict(zip(reversed(d.values()), reversed(d.keys())))


def wrong_same(d: dict[str, int]) -> dict[str, int]:
    return {k: v for k, v in d.items()}
