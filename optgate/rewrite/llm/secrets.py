"""Whether a text that would be sent holds a secret, by detect-secrets and by the user's own environment."""

from __future__ import annotations

from typing import Any

from optgate.discreet import reveals

_NOISY = ("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector")
MISSING = "the detect-secrets package is not installed: `pip install 'optgate[llm]'`"


def held(text: str) -> str:
    """What secret a text holds and in which of its lines, or nothing.

    Detectors of high entropy are left out: arrays of numbers are their false alarms. Without detect-secrets
    that is what is said, so that nothing is sent unread.
    """
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
        from detect_secrets.core.scan import scan_line
        from detect_secrets.settings import transient_settings
    except ImportError:
        return MISSING
    with transient_settings({"plugins_used": []}):
        plugins: Any = get_mapping_from_secret_type_to_class()
        names = [plugin.__name__ for plugin in plugins.values()]
    wanted = [{"name": name} for name in names if name not in _NOISY]
    with transient_settings({"plugins_used": wanted}):
        for number, line in enumerate(text.splitlines(), 1):
            found = next(iter(scan_line(line)), None)
            if found is not None:
                return f"line {number} of what would be sent holds a secret ({found.type}): `{_shown(line)}`"
            if reveals(line.encode("utf-8", "replace")):
                return f"line {number} of what would be sent holds your home folder or a secret variable"
    return ""


def _shown(line: str) -> str:
    """The beginning of a line, up to where a value begins."""
    head = line.strip()
    cut = min((place for sign in "=:'\"" if (place := head.find(sign)) > 0), default=8)
    return f"{head[: min(cut, 40)].rstrip()} …"
