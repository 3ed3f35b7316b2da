def has_duplicate(xs):
    for i in range(len(xs)):
        for j in range(i + 1, len(xs)):
            if xs[i] == xs[j]:
                return True
    return False


def right_slices(xs):
    for i, v in enumerate(xs):
        for w in xs[i + 1 :]:
            if v == w:
                return True
    return False


def wrong_adjacent(xs):
    return any(a == b for a, b in zip(xs, xs[1:]))


def wrong_sorted_nan(xs):
    ys = sorted(xs)
    return any(a is b for a, b in zip(ys, ys[1:]))


def wrong_int(xs):
    return len(xs) - len(set(xs))


def wrong_first(xs):
    return xs[0] in xs[1:]
