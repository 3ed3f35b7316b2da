"""The settings as records: each option is declared once, with its type, bounds, default and help."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Mode = Literal["block", "warn", "off"]
Seconds = Annotated[float, Meta(gt=0)]
Location = Literal["", "path", "command"]
Code = Annotated[str, Meta(pattern="^OPT[0-9]{0,3}$")]


def _about(text: str, metavar: str = "", *, location: Location = "") -> Meta:
    """The help of an option; ``location``: its value is a path, relative to the file it is written in."""
    return Meta(description=text, extra={"metavar": metavar, "location": location})


def _private(text: str) -> Meta:
    """The help of an option that a project may not set: it stands in the environment or the user's file."""
    return Meta(description=text, extra={"metavar": "", "location": "", "private": True})


class Budgets(msgspec.Struct, frozen=True, rename="kebab"):
    """Seconds that a run may take; installing the kit is not charged."""

    pre_commit: Annotated[Seconds, _about("seconds a commit may take", "SECONDS")] = 10.0
    pre_push: Annotated[Seconds, _about("seconds a push may take", "SECONDS")] = 60.0
    ci: Annotated[Seconds, _about("seconds `optgate run` may take in CI (where the variable CI is set)")] = (
        900.0
    )


class Modes(msgspec.Struct, frozen=True, rename="kebab"):
    """What a proposal does to the exit status; ``off`` judges nothing."""

    pre_commit: Annotated[Mode, _about("what a proposal does to a commit")] = "block"
    pre_push: Annotated[Mode, _about("what a proposal does to a push")] = "block"
    ci: Annotated[Mode, _about("what a proposal does to `optgate run` in CI")] = "block"


class Verify(msgspec.Struct, frozen=True, rename="kebab"):
    """Settings of verification."""

    timeout: Annotated[Seconds, _about("seconds a call may take to count as an input", "SECONDS")] = 0.5
    capture: Annotated[
        bool, _about("see what the project's own tests, doctests and scripts call a function with")
    ] = True
    signed_zero: Annotated[bool, _about("reject a rewrite that changes the sign of a zero")] = False


class Llm(msgspec.Struct, frozen=True, rename="kebab"):
    """Settings of the source that asks a language model for rewrites; numbers are per function."""

    enabled: Annotated[
        bool, _about("ask a model for rewrites (needs a key or a base URL in the environment too)")
    ] = False
    base_url: Annotated[str, _private("where the model is served, for instance http://127.0.0.1:8080/v1")] = (
        ""
    )
    model: Annotated[str, _about("the model's name, as its server knows it", "NAME")] = ""
    api: Annotated[Literal["chat", "responses"], _about("which of the server's interfaces is spoken")] = (
        "chat"
    )
    temperature: Annotated[
        Annotated[float, Meta(ge=0, le=2)] | None, _about("sampling temperature (default: the server's own)")
    ] = None
    samples: Annotated[
        int, Meta(ge=1, le=16), _about("rewrites asked for at first, each in another style")
    ] = 4
    more_samples: Annotated[
        int, Meta(ge=0, le=16), _about("rewrites asked for with line counts when none is accepted")
    ] = 4
    repairs: Annotated[int, Meta(ge=0, le=8), _about("attempts to repair one rewrite")] = 2
    repair_rounds: Annotated[int, Meta(ge=0, le=8), _about("attempts to repair, all together")] = 3
    refinements: Annotated[int, Meta(ge=0, le=4), _about("attempts to make an accepted rewrite faster")] = 1
    max_calls: Annotated[
        int, Meta(ge=0, le=64), _about("calls of the model at most; 0 replays what is in the cache")
    ] = 12
    max_tokens: Annotated[int, Meta(ge=1), _about("tokens, read and written, at most")] = 200_000
    max_reply_tokens: Annotated[int, Meta(ge=16), _about("tokens of one reply at most")] = 8_000
    max_usd: Annotated[
        float, Meta(ge=0), _about("dollars a run may cost; needs input-price and output-price")
    ] = 1.0
    input_price: Annotated[float, Meta(ge=0), _about("dollars for a million tokens read")] = 0.0
    output_price: Annotated[float, Meta(ge=0), _about("dollars for a million tokens written")] = 0.0
    timeout: Annotated[Seconds, _about("seconds to wait for one reply", "SECONDS")] = 60.0
    max_seconds: Annotated[Seconds, _about("seconds to wait for the model, all together", "SECONDS")] = 180.0
    concurrency: Annotated[int, Meta(ge=1, le=16), _about("calls at the same time")] = 4
    send_values: Annotated[
        bool, _about("send values of inputs that were seen in use, not only their types and sizes")
    ] = False


class Function(msgspec.Struct, frozen=True, rename="kebab"):
    """Settings of one function, under ``functions`` and its name: ``pkg/mod.py::f`` or ``pkg.mod:f``."""

    inputs: Annotated[
        str,
        Meta(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*$"),
        _about("a callable, `module:name`, that yields tuples of arguments for the function"),
    ] = ""


class Sandbox(msgspec.Struct, frozen=True, rename="kebab"):
    """What the judged code may do beyond reading the project and writing into a folder of its own."""

    read: Annotated[
        tuple[str, ...], _about("paths that judged code may read, relative to the project root", "PATH")
    ] = ()
    write: Annotated[
        tuple[str, ...], _about("paths that judged code may change, relative to the project root", "PATH")
    ] = ()
    network: Annotated[bool, _about("let judged code open network connections")] = False
    threads: Annotated[bool, _about("let judged code start threads")] = False
    processes: Annotated[bool, _about("let judged code start processes")] = False


class Config(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The decoded configuration of one command.

    Attributes are the keys of ``[tool.optgate]`` with underscores. ``python`` is an absolute path or a
    bare command name; ``cache_dir`` is absolute or relative to the project root.
    """

    python: Annotated[
        str | None, _about("the interpreter that runs the project's code", "PATH", location="command")
    ] = None
    include: Annotated[tuple[str, ...], _about("judge only files that match a pattern", "PATTERN")] = ()
    exclude: Annotated[tuple[str, ...], _about("leave out files that match a pattern", "PATTERN")] = ()
    select: Annotated[
        tuple[Code, ...], _about("look only for these codes (a prefix such as OPT2 will do)", "CODE")
    ] = ()
    ignore: Annotated[tuple[Code, ...], _about("do not look for these codes or prefixes", "CODE")] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[Code, ...]],
        _about("do not look for these codes or prefixes in files that match a pattern", "PATTERN:CODE"),
    ] = {}
    require_ignore_reasons: Annotated[
        bool, _about("report `# optgate: ignore` comments that give no reason (OPT900)")
    ] = False
    baseline: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        _about(
            "the file of accepted findings (default: .optgate-baseline in the project root, where it exists)",
            "FILE",
            location="path",
        ),
    ] = None
    sources: Annotated[
        tuple[Literal["rules", "numba", "llm"], ...],
        _about("where candidate rewrites come from (llm only where it is enabled)", "SOURCE"),
    ] = ("rules", "llm")
    min_speedup: Annotated[
        float, Meta(ge=1.0), _about("propose only what is at least this many times as fast", "FACTOR")
    ] = 1.05
    regressions: Annotated[
        bool, _about("compare changed functions with their earlier versions (OPT901, OPT902)")
    ] = True
    max_slowdown: Annotated[
        float,
        Meta(ge=1.0),
        _about("a changed function may take this many times as long as before", "FACTOR"),
    ] = 1.1
    min_branch_coverage: Annotated[
        float,
        Meta(ge=0.0, le=1.0),
        _about("share of branches that the inputs must take before a rewrite is proposed", "SHARE"),
    ] = 1.0
    min_strength: Annotated[
        float,
        Meta(ge=0.0, le=1.0),
        _about("share of deliberate mistakes that the inputs must tell from the original", "SHARE"),
    ] = 0.5
    seed: Annotated[int, Meta(ge=0), _about("seed of the search for inputs", "N")] = 0
    no_cache: Annotated[bool, _about("judge everything anew; read no verdict from the cache")] = False
    cache_dir: Annotated[
        str, Meta(min_length=1), _about("where verdicts and proposals are kept", "FOLDER", location="path")
    ] = ".optgate_cache"
    rigorous: Annotated[
        bool | None,
        _about("have pyperf's own runner confirm what is accepted (on in CI, where the variable CI is set)"),
    ] = None
    allow_unsandboxed: Annotated[
        bool,
        _about("run rewrites that optgate did not write also where the system cannot contain them"),
    ] = False
    jobs: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        _about(
            "processes that read files in `check` (default: one for each processor where there are many)", "N"
        ),
    ] = None
    required_version: Annotated[
        str | None, _about("the optgate versions this project accepts, for instance '>=0.1,<0.3'", "SPEC")
    ] = None
    budget: Budgets = Budgets()
    mode: Modes = Modes()
    verify: Verify = Verify()
    sandbox: Sandbox = Sandbox()
    llm: Llm = Llm()
    functions: dict[str, Function] = {}
