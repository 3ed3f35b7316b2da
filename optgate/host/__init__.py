"""Our side of the user's interpreter: finding it, equipping it, and the processes that run in it."""

from __future__ import annotations

from optgate.host.benchmark import Ran, run_script
from optgate.host.discovery import Discovery, Interpreter, discover
from optgate.host.doctor import diagnose
from optgate.host.home_of_tests import Home, home_of_tests
from optgate.host.kit import Kit, ensure_kit
from optgate.host.packages import has_package
from optgate.host.permits import Permits
from optgate.host.workbench import Limits, Workbench

__all__ = [
    "Discovery",
    "Home",
    "Interpreter",
    "Kit",
    "Limits",
    "Permits",
    "Ran",
    "Workbench",
    "diagnose",
    "discover",
    "ensure_kit",
    "has_package",
    "home_of_tests",
    "run_script",
]
