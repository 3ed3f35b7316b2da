"""Paired measurement of an original and its candidate: is it faster, surely, and from which size on."""

from optgate.timing.measure import measure

__all__ = ["measure"]
