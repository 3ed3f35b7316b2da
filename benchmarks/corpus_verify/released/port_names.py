import functools

KINDS = {"image": 2, "text": 1, "numbers": 3}


def port_names(kind="image", first=0):
    """Names of the ports of a block; unknown kinds have one."""
    names = []
    for number in range(KINDS.get(kind, 1)):
        names.append(f"{kind}_{first + number}")
    return names


def right_comprehension(kind="image", first=0):
    return [f"{kind}_{first + number}" for number in range(KINDS.get(kind, 1))]


@functools.lru_cache(maxsize=None)
def wrong_shared(kind="image", first=0):
    return [f"{kind}_{first + number}" for number in range(KINDS.get(kind, 1))]
