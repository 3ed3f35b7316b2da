from collections import deque


def moving_max(x, w):
    out = []
    for i in range(len(x) - w + 1):
        m = x[i]
        for j in range(1, w):
            if x[i + j] > m:
                m = x[i + j]
        out.append(m)
    return out


def right_min_window(x, w):
    out = []
    for i in range(len(x) - w + 1):
        m = x[i]
        for v in x[i + 1 : i + w] if w > 1 else ():
            if v > m:
                m = v
        out.append(m)
    return out


def wrong_empty_window(x, w):
    return [max(x[i : i + w]) for i in range(len(x) - w + 1)]


def wrong_deque(x, w):
    out, q = [], deque()
    for i, v in enumerate(x):
        while q and x[q[-1]] <= v:
            q.pop()
        q.append(i)
        if q[0] <= i - w:
            q.popleft()
        if i >= w - 1:
            out.append(x[q[0]])
    return out


def wrong_short(x, w):
    return [max(x[i : i + w]) for i in range(len(x) - w)]


def wrong_min(x, w):
    return [min(x[i : i + w]) for i in range(len(x) - w + 1)]
