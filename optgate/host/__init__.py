"""Our side of the user's interpreter: finding it, equipping it, and the processes that run in it."""

from __future__ import annotations

from optgate.host.discovery import Discovery, Interpreter, discover
from optgate.host.doctor import diagnose
from optgate.host.kit import Kit, ensure_kit
from optgate.host.workbench import Limits, Workbench

__all__ = ["Discovery", "Interpreter", "Kit", "Limits", "Workbench", "diagnose", "discover", "ensure_kit"]
