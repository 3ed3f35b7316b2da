def leak_rate(pressures: list[float], volume: float) -> float:
    """Mean loss per step, in units of 1e-9."""
    if len(pressures) < 2:
        return 0.0
    lost = 0.0
    for before, after in zip(pressures, pressures[1:]):
        lost += before - after
    return lost * volume * 1e-9 / (len(pressures) - 1)


def right_index(pressures: list[float], volume: float) -> float:
    steps = len(pressures) - 1
    if steps < 1:
        return 0.0
    lost = 0.0
    for i in range(steps):
        lost += pressures[i] - pressures[i + 1]
    return lost * volume * 1e-9 / steps


def wrong_count(pressures: list[float], volume: float) -> float:
    if len(pressures) < 2:
        return 0.0
    lost = 0.0
    for before, after in zip(pressures, pressures[1:]):
        lost += before - after
    return lost * volume * 1e-9 / len(pressures)


def wrong_rounded(pressures: list[float], volume: float) -> float:
    if len(pressures) < 2:
        return 0.0
    lost = 0.0
    for before, after in zip(pressures, pressures[1:]):
        lost += before - after
    return round(lost * volume * 1e-9 / (len(pressures) - 1), 9)
