"""Loops over the rows of a data frame, read as loops over its columns."""
