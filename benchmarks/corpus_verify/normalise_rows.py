def normalise_rows(rows: list[list[float]]) -> list[list[float]]:
    out = []
    for row in rows:
        s = 0.0
        for v in row:
            s += v
        if s == 0:
            out.append(row)
        else:
            out.append([v / s for v in row])
    return out


def right_sum(rows: list[list[float]]) -> list[list[float]]:
    out = []
    for row in rows:
        s = sum(row, 0.0)
        out.append([v / s for v in row] if s else row)
    return out


def wrong_copies(rows: list[list[float]]) -> list[list[float]]:
    out = []
    for row in rows:
        s = sum(row, 0.0)
        out.append([v / s for v in row] if s else list(row))
    return out


def wrong_zero(rows: list[list[float]]) -> list[list[float]]:
    return [[v / sum(row) for v in row] for row in rows]


def wrong_skips(rows: list[list[float]]) -> list[list[float]]:
    return [[v / s for v in row] for row in rows if (s := sum(row, 0.0))]


def wrong_in_place(rows: list[list[float]]) -> list[list[float]]:
    for row in rows:
        s = sum(row, 0.0)
        if s:
            row[:] = [v / s for v in row]
    return rows


def wrong_ones(rows: list[list[float]]) -> list[list[float]]:
    return [[v / (sum(row, 0.0) or 1.0) for v in row] for row in rows]
