import operator


def matvec(a, v):
    out = []
    for row in a:
        s = 0
        for k in range(len(row)):
            s += row[k] * v[k]
        out.append(s)
    return out


def right_map(a, v):
    return [sum(map(operator.mul, row, v)) for row in a]


def wrong_transposed(a, v):
    return [sum(map(operator.mul, column, v)) for column in zip(*a)]


def wrong_float(a, v):
    return [sum(map(operator.mul, row, v), 0.0) for row in a]


def wrong_skip(a, v):
    return [sum(map(operator.mul, row, v)) for row in a if any(row)]


def wrong_flat(a, v):
    return sum(sum(map(operator.mul, row, v)) for row in a)


def wrong_tuple(a, v):
    return tuple(sum(map(operator.mul, row, v)) for row in a)
