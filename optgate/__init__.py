"""optgate: verified, timed speed-ups for numeric Python, before the commit."""

__version__ = "0.1.0"
