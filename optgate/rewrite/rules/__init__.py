"""Rewrite rules beyond lifted loops: one module a rule, its documentation in it."""
