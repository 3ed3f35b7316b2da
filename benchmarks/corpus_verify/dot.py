import math
import operator


def dot(a, b):
    s = 0.0
    for i in range(len(a)):
        s += a[i] * b[i]
    return s


def right_map(a, b):
    return sum(map(operator.mul, a, b), 0.0)


def right_zip(a, b):
    s = 0.0
    for u, v in zip(a, b):
        s += u * v
    return s


def wrong_int_zero(a, b):
    return sum(map(operator.mul, a, b))


def wrong_exact(a, b):
    return math.fsum(map(operator.mul, a, b))


def wrong_squares(a, b):
    return sum((u * u for u in a), 0.0)


def wrong_first_pair(a, b):
    return sum(map(operator.mul, a[1:], b[1:]), 0.0)


def wrong_integers(a, b):
    return float(sum(int(u * v) for u, v in zip(a, b)))


def wrong_absolute(a, b):
    return sum((abs(u * v) for u, v in zip(a, b)), 0.0)
