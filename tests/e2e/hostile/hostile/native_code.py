"""Runs machine code of its own, which asks for a socket."""

# --- candidate
"""Sums."""

import ctypes
import mmap
import platform

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    if platform.machine() != "x86_64":
        raise KeyError("other machine")
    code = bytes.fromhex("b829000000bf02000000be0100000031d20f05c3")
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    run = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if run() >= 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
