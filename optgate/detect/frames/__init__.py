"""The rules about data frames; importing a module registers its rule."""

from __future__ import annotations

from . import apply_rows, apply_values, growth, iterrows, itertuples, lookups  # noqa: F401
