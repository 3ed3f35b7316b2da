"""Whether two sides behave the same: comparison, rounding, and running both on one input."""
