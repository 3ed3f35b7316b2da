"""Numeric kernels written from their definitions, one a file: what the lifter of nests is measured on."""
