def triangle(n):
    s = 0
    for i in range(n):
        s += i
    return s


def right_formula(n):
    return n * (n - 1) // 2 if n > 0 else 0


def wrong_negative(n):
    return n * (n - 1) // 2


def wrong_inclusive(n):
    return n * (n + 1) // 2 if n > 0 else 0


def wrong_float(n):
    return n * (n - 1) / 2 if n > 0 else 0


def wrong_small(n):
    return sum(range(min(n, 100)))
