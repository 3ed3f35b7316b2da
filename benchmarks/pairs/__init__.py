"""Functions before and after a change, for `benchmarks/regressions.py`."""
