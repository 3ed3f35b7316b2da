def any_negative(values):
    for v in values:
        if v < 0:
            return True
    return False


def right_any(values):
    return any(v < 0 for v in values)


def wrong_min(values):
    return min(values) < 0


def wrong_min_default(values):
    return min(values, default=0) < 0


def wrong_all(values):
    return all(v < 0 for v in values)


def wrong_inclusive(values):
    return any(v <= 0 for v in values)


def wrong_value(values):
    for v in values:
        if v < 0:
            return v
    return False
