from collections import defaultdict
from itertools import groupby


def group_lists(pairs):
    d = {}
    for k, v in pairs:
        if k not in d:
            d[k] = []
        d[k].append(v)
    return d


def right_setdefault(pairs):
    d = {}
    for k, v in pairs:
        d.setdefault(k, []).append(v)
    return d


def right_defaultdict(pairs):
    d = defaultdict(list)
    for k, v in pairs:
        d[k].append(v)
    return dict(d)


def wrong_defaultdict(pairs):
    d = defaultdict(list)
    for k, v in pairs:
        d[k].append(v)
    return d


def wrong_groupby(pairs):
    return {k: [v for _, v in g] for k, g in groupby(pairs, key=lambda p: p[0])}


def wrong_last(pairs):
    return {k: [v] for k, v in pairs}


def wrong_shared(pairs):
    d = dict.fromkeys((k for k, _ in pairs), [])
    for k, v in pairs:
        d[k].append(v)
    return d


def wrong_sets(pairs):
    d = {}
    for k, v in pairs:
        d.setdefault(k, set()).add(v)
    return {k: list(v) for k, v in d.items()}
