def unique(xs: list[int]) -> list[int]:
    seen = []
    for v in xs:
        if v not in seen:
            seen.append(v)
    return seen


def right_dict(xs: list[int]) -> list[int]:
    return list(dict.fromkeys(xs))


def right_set(xs: list[int]) -> list[int]:
    seen: set[int] = set()
    out = []
    for v in xs:
        if v not in seen:
            seen.add(v)
            out.append(v)
    return out


def wrong_set(xs: list[int]) -> list[int]:
    return list(set(xs))


def wrong_sorted(xs: list[int]) -> list[int]:
    return sorted(set(xs))


def wrong_adjacent(xs: list[int]) -> list[int]:
    return [v for i, v in enumerate(xs) if i == 0 or xs[i - 1] != v]


def wrong_last(xs: list[int]) -> list[int]:
    return list(dict.fromkeys(reversed(xs)))[::-1]


def wrong_in_place(xs: list[int]) -> list[int]:
    xs[:] = list(dict.fromkeys(xs))
    return xs
