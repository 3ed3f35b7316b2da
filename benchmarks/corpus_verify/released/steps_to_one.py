_KNOWN = {}


def steps_to_one(n: int) -> list[int]:
    """Halve, or triple and add one, until 1 is reached."""
    path = [n]
    while n > 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        path.append(n)
    return path


def right_divmod(n: int) -> list[int]:
    path = [n]
    while n > 1:
        half, odd = divmod(n, 2)
        n = 3 * n + 1 if odd else half
        path.append(n)
    return path


def wrong_memo(n: int) -> list[int]:
    if n not in _KNOWN:
        path, m = [n], n
        while m > 1:
            m = m // 2 if m % 2 == 0 else 3 * m + 1
            path.append(m)
        _KNOWN[n] = path
    return _KNOWN[n]
