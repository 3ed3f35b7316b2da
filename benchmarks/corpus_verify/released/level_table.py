import numpy as np


def level_table(counts, step):
    """Where each grey level goes: the number of darker pixels over step, at most 255."""
    table = np.zeros(len(counts), dtype=np.uint8)
    if step <= 0:
        return table
    darker = step // 2
    for level in range(len(counts)):
        table[level] = min(darker // step, 255)
        darker += int(counts[level])
    return table


def right_exclusive(counts, step):
    table = np.zeros(len(counts), dtype=np.uint8)
    if step <= 0:
        return table
    darker = step // 2
    for level, count in enumerate(counts):
        table[level] = 255 if darker // step > 255 else darker // step
        darker += int(count)
    return table


def wrong_inclusive(counts, step):
    if step <= 0:
        return np.zeros(len(counts), dtype=np.uint8)
    darker = np.cumsum([int(count) for count in counts]) + step // 2
    return np.minimum(darker // step, 255).astype(np.uint8)
