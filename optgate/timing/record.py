"""Both sides as pyperf documents, which `pyperf compare_to`, `stats`, `hist` and `check` read.

The two documents carry the same benchmark name and equally many values: ``compare_to`` gives wrong answers
for unequal counts. It also ignores that the values are paired, so the gate's verdict is in the metadata.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from optgate.timing.batches import Series


def documents(
    series: Sequence[Series], name: str, metadata: Mapping[str, str | int | float]
) -> tuple[str, str]:
    """The JSON of the original and of the candidate, one pyperf run a process, values in seconds a call."""
    return _document(series, 0, name, metadata), _document(series, 1, name, metadata)


def _document(
    series: Sequence[Series], side: int, name: str, metadata: Mapping[str, str | int | float]
) -> str:
    import pyperf  # type: ignore[import-untyped]

    runs = []
    for one in series:
        pairs = one.each()
        loops = max(item.loops for item in one.inputs)
        runs.append(
            pyperf.Run(
                [pair[side].inside * 1e-9 for pair in pairs],
                warmups=[(loops, one.warmup[side].inside * 1e-9)] if one.warmup else None,
                metadata={
                    "name": name,
                    "unit": "second",
                    "loops": loops,
                    **{f"optgate_{key}": value for key, value in metadata.items()},
                    "optgate_side": ("original", "candidate")[side],
                },
                collect_metadata=False,
            )
        )
    text = io.StringIO()
    pyperf.BenchmarkSuite([pyperf.Benchmark(runs)]).dump(text)
    return text.getvalue()
