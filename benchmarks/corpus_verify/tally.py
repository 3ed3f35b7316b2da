from collections import Counter, defaultdict


def tally(words):
    counts = {}
    for w in words:
        counts[w] = counts.get(w, 0) + 1
    return counts


def right_counter(words):
    return dict(Counter(words))


def right_try(words):
    counts = {}
    for w in words:
        try:
            counts[w] += 1
        except KeyError:
            counts[w] = 1
    return counts


def wrong_counter(words):
    return Counter(words)


def wrong_defaultdict(words):
    counts = defaultdict(int)
    for w in words:
        counts[w] += 1
    return counts


def wrong_sorted(words):
    return dict(sorted(Counter(words).items()))


def wrong_once(words):
    return dict.fromkeys(words, 1)


def wrong_most_common(words):
    return dict(Counter(words).most_common())


def wrong_consecutive(words):
    counts = {}
    last, run = None, 0
    for w in words:
        run = run + 1 if w == last else 1
        counts[w] = run
        last = w
    return counts
