def word_groups(words: list[str], n: int) -> list[list[str]]:
    """Every n consecutive words."""
    out = []
    for begin in range(len(words) - n + 1):
        group = []
        for k in range(n):
            group.append(words[begin + k])
        out.append(group)
    return out


def right_range(words: list[str], n: int) -> list[list[str]]:
    return [[words[begin + k] for k in range(n)] for begin in range(len(words) - n + 1)]


def wrong_zip(words: list[str], n: int) -> list[list[str]]:
    if n <= 0:
        raise ValueError("n must be positive")
    return [list(group) for group in zip(*(words[k:] for k in range(n)))]


def wrong_slices(words: list[str], n: int) -> list[list[str]]:
    return [words[begin : begin + n] for begin in range(len(words) - n + 1)]
