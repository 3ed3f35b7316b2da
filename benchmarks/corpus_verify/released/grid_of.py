def grid_of(value, rows: int, columns: int):
    """A list of rows, every row a list of its own."""
    grid = []
    for _ in range(rows):
        row = []
        for _ in range(columns):
            row.append(value)
        grid.append(row)
    return grid


def right_rows(value, rows: int, columns: int):
    return [[value] * columns for _ in range(rows)]


def wrong_same_row(value, rows: int, columns: int):
    return [[value] * columns] * rows
