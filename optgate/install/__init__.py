"""What ``optgate init`` writes, worked out before anything is written: ``Step`` by ``Step``.

``plain`` has the hooks of git itself, ``framework`` the file of pre-commit and prek, ``settings`` the table
in pyproject.toml. Each plans from what stands there; ``carry_out`` writes. What is there already stays: a
plan for a repository that is set up holds no step that changes anything.
"""

from __future__ import annotations

from optgate.install.framework import framework
from optgate.install.plain import Layout, layout, plain, removed
from optgate.install.settings import settings
from optgate.install.steps import Step, carry_out

__all__ = ["Layout", "Step", "carry_out", "framework", "layout", "plain", "removed", "settings"]
