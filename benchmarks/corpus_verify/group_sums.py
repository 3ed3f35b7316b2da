import numpy as np


def group_sums(labels, values, m):
    s = [0.0] * m
    for i in range(len(labels)):
        s[labels[i]] += values[i]
    return s


def right_zip(labels, values, m):
    s = [0.0] * m
    for g, v in zip(labels, values):
        s[g] += v
    return s


def wrong_assigned(labels, values, m):
    s = [0.0] * m
    for g, v in zip(labels, values):
        s[g] = v
    return s


def wrong_lost_duplicates(labels, values, m):
    s = np.zeros(m)
    s[np.asarray(labels, dtype=int)] += np.asarray(values, dtype=float)
    return s.tolist()


def wrong_dictionary(labels, values, m):
    s = {}
    for g, v in zip(labels, values):
        s[g] = s.get(g, 0.0) + v
    return list(s.values())


def wrong_shared(labels, values, m):
    s = [0.0] * m
    last = None
    for g, v in zip(labels, values):
        s[g] = s[g] + v if g == last else v
        last = g
    return s


def wrong_length(labels, values, m):
    s = [0.0] * (max(labels, default=0) + 1)
    for g, v in zip(labels, values):
        s[g] += v
    return s
