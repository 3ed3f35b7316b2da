"""Why a function cannot be judged, in plain words, and what the user can do about it.

The evidence is what the original did (which exceptions, whether it repeats itself) and which names its
source uses. Neither alone is enough: the sandbox refuses files, sockets and processes with the same
``PermissionError``, and a function may read the clock without returning anything that depends on it.
"""

from __future__ import annotations

import ast
import collections
from collections.abc import Iterable, Sequence

import msgspec

from optgate.model import Observation, Target
from optgate.verify.evidence.classes import methods
from optgate.verify.evidence.module import Module, last
from optgate.verify.values.observed import exception

_FOLLOWED = 3


class Need(msgspec.Struct, frozen=True):
    """Something that no input can bring along: what the function does, and what would help."""

    what: str
    remedy: str


_SPLIT = "move the computation into a function of its own that takes what was {}"
FILE = Need("needs a file", _SPLIT.format("read"))
NETWORK = Need("needs a network", _SPLIT.format("received"))
DATABASE = Need("needs a database", _SPLIT.format("fetched"))
PROCESS = Need("starts a process", _SPLIT.format("printed by it"))
CHANGES = Need("changes files", _SPLIT.format("to be written"))
STDIN = Need("reads the standard input", _SPLIT.format("typed in"))
ENVIRONMENT = Need(
    "depends on the environment of the process", "pass the values of the variables as arguments"
)
TIME = Need("depends on the time", "pass the time as an argument")
RANDOM = Need("is random without a seed", "pass it a Generator or a seed")
MODULE = Need("imports what this interpreter does not have", "install it, or choose another with `python`")
MEMORY = Need("needs more memory than a call may have", "give smaller inputs")
DEPTH = Need("recurses too deeply", "give smaller inputs")
NAME = Need("uses a name that does not exist", "mend the function first")

_USES: tuple[tuple[Need, tuple[str, ...]], ...] = (
    (STDIN, ("sys.stdin", "getpass")),
    (PROCESS, ("subprocess", "os.system", "os.popen", "os.fork", "os.spawn", "multiprocessing", "pty")),
    (
        CHANGES,
        (
            *("os.remove", "os.unlink", "os.rename", "os.replace", "os.rmdir", "os.removedirs", "os.chmod"),
            *("os.mkdir", "os.makedirs", "os.truncate", "os.link", "os.symlink", "shutil.rmtree"),
            *("shutil.move", "shutil.copy", "shutil.copytree", "shutil.copyfile"),
        ),
    ),
    (
        DATABASE,
        ("sqlite3", "psycopg", "psycopg2", "sqlalchemy", "pymysql", "MySQLdb", "pymongo", "redis", "duckdb"),
    ),
    (
        NETWORK,
        ("requests", "urllib.request", "http.client", "socket", "httpx", "aiohttp", "ftplib", "smtplib"),
    ),
    (ENVIRONMENT, ("os.environ", "os.getenv", "os.getcwd", "sys.argv", "platform", "getpass.getuser")),
    (
        FILE,
        (
            *("io.open", "os.open", "os.listdir", "os.scandir", "os.walk", "os.stat", "pathlib"),
            *("glob", "shutil", "tempfile", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt"),
            *("numpy.fromfile", "numpy.memmap", "numpy.save", "numpy.savetxt", "pandas.read_csv"),
            *("pandas.read_parquet", "pandas.read_excel", "pandas.read_json", "pickle.load", "h5py"),
        ),
    ),
    (
        TIME,
        (
            *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
            *("time.perf_counter_ns", "time.process_time", "time.localtime", "time.gmtime", "time.ctime"),
            *("time.strftime", "datetime.datetime.now", "datetime.datetime.today"),
            *("datetime.datetime.utcnow", "datetime.date.today", "timeit"),
        ),
    ),
    (RANDOM, ("secrets", "os.urandom", "random.SystemRandom", "uuid.uuid1", "uuid.uuid4")),
)
_UNSEEDED = ("numpy.random.default_rng", "numpy.random.RandomState", "random.Random", "numpy.random.seed")
_METHODS = {
    "write_text": CHANGES,
    "write_bytes": CHANGES,
    "unlink": CHANGES,
    "rmdir": CHANGES,
    "read_text": FILE,
    "read_bytes": FILE,
    "iterdir": FILE,
    "cursor": DATABASE,
    "urlopen": NETWORK,
}

_BUILTINS = {"open": FILE, "input": STDIN}

_RAISED: dict[str, Need] = {
    **dict.fromkeys(
        ("FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "FileExistsError"), FILE
    ),
    **dict.fromkeys(
        (
            *("ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "gaierror", "herror"),
            *("URLError", "HTTPError", "SSLError", "ConnectError", "ConnectTimeout"),
        ),
        NETWORK,
    ),
    **dict.fromkeys(("OperationalError", "DatabaseError", "InterfaceError"), DATABASE),
    **dict.fromkeys(("ModuleNotFoundError", "ImportError"), MODULE),
    "ChildProcessError": PROCESS,
    "EOFError": STDIN,
    "MemoryError": MEMORY,
    "_ArrayMemoryError": MEMORY,
    "RecursionError": DEPTH,
    "NameError": NAME,
}
_REFUSED = ("PermissionError", "OSError", "BlockingIOError", "UnsupportedOperation")
"""What the sandbox answers, and broken descriptors: the names in the source say what was wanted."""

_WRONG_KIND = (
    *("TypeError", "AttributeError", "UFuncTypeError", "_UFuncNoLoopError", "_UFuncInputCastingError"),
    *("_UFuncOutputCastingError", "_UFuncBinaryResolutionError"),
)
"""What an argument of a wrong kind raises, before anything is needed."""


def uses(module: Module, function: ast.AST, owner: str = "") -> dict[Need, int]:
    """What the function, and those of its file that it calls, use of the world outside: the first lines."""
    found: dict[Need, int] = {}
    for one in _reached(module, function, owner):
        for node in ast.walk(one):
            need = _need(module, node)
            if need is not None:
                found.setdefault(need, getattr(node, "lineno", 0))
    return found


def _reached(module: Module, function: ast.AST, owner: str) -> list[ast.AST]:
    own = methods(module, owner) if owner else {}
    found: list[ast.AST] = [function]
    latest = [function]
    for _ in range(_FOLLOWED):
        calls = [node.func for one in latest for node in ast.walk(one) if isinstance(node, ast.Call)]
        latest = []
        for callee in calls:
            table = module.functions if isinstance(callee, ast.Name) else own
            known = table.get(last(callee))
            if known is not None and not any(known is one for one in found):
                found.append(known)
                latest.append(known)
    return found


def _need(module: Module, node: ast.AST) -> Need | None:
    """What an imported name, or a call, stands for."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in _BUILTINS:
            return _BUILTINS[node.func.id]
        dotted = module.dotted(node.func)
        if dotted in _UNSEEDED and not node.args and not node.keywords:
            return RANDOM
        return _METHODS.get(node.func.attr) if isinstance(node.func, ast.Attribute) else None
    if not isinstance(node, ast.Name | ast.Attribute) or _root(node) not in module.imports:
        return None
    dotted = module.dotted(node)
    for need, names in _USES:
        if any(dotted == name or dotted.startswith(name + ".") for name in names):
            return need
    return None


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def never_run(wants: dict[Need, int]) -> str:
    """Why a function is not called with made-up arguments at all, or nothing."""
    for need in (PROCESS, CHANGES):
        if need in wants:
            return f"it {need.what} (line {wants[need]}), so it is never run on made-up inputs: {need.remedy}"
    return ""


def give(target: Target) -> str:
    """The setting by which the user names inputs."""
    return f'`inputs = "module:name"` under [tool.optgate.functions."{target.file.path}::{target.qualname}"]'


def no_domain(observations: Iterable[Observation], wants: dict[Need, int], target: Target) -> str:
    """Why no input was found on which the function returns."""
    seen = _Seen(observations)
    need = seen.need(wants)
    if need is not None:
        return _sentence(need, wants, seen.usual(need))
    if seen.late > sum(seen.telling.values()):
        return (
            "it does not return in time on any input of a kind that it takes; "
            f"give smaller ones by {give(target)}"
        )
    if seen.lost > sum(seen.raised.values()):
        return f"the process dies on every input that was tried; give others by {give(target)}"
    if not seen.texts:
        return f"no input was found; annotate its parameters, write a test, or give {give(target)}"
    usual = seen.usual()
    if seen.own > sum(seen.raised.values()) / 2:
        return f"it refuses every input that was tried ({usual}); write a test, or give {give(target)}"
    return (
        f"no kind of input was found that it takes ({usual}); annotate its parameters, write a test, "
        f"or give {give(target)}"
    )


def unsteady(where: str, wants: dict[Need, int]) -> str:
    """Why two runs on one input differ."""
    head = f"not deterministic: two runs on one input differ ({where})"
    for need in (RANDOM, TIME):
        if need in wants:
            return f"{head}; it {need.what} (line {wants[need]}): {need.remedy}"
    return (
        f"{head}; it depends on earlier calls, on the time or on random numbers of its own: "
        "pass what it depends on as an argument"
    )


def reordered(where: str, wants: dict[Need, int]) -> str:
    """Why a run of the original in a fresh process, its inputs in another order, differs."""
    head = f"the original gives another result in a fresh process, in another order of calls ({where})"
    for need in (RANDOM, TIME, ENVIRONMENT):
        if need in wants:
            return f"{head}; it {need.what} (line {wants[need]}): {need.remedy}"
    return (
        f"{head}: it depends on earlier calls (a cache, a counter, a registry), or on something drawn or "
        "read when its module was imported; pass that as an argument"
    )


def elsewhere(where: str) -> str:
    """Why the original itself gives another result in another process."""
    return (
        f"the original gives another result in another process ({where}): it depends on something drawn or "
        "read when its module was imported; pass that as an argument, or seed it"
    )


def hint(wants: dict[Need, int]) -> str:
    """What may keep a branch from being reached, as the rest of a sentence; or nothing."""
    named = [f"it {need.what} (line {line})" for need, line in wants.items() if need not in (RANDOM, TIME)]
    return f"; {' and '.join(named)}, which is refused here" if named else ""


def _sentence(need: Need, wants: dict[Need, int], usual: str) -> str:
    line = f", line {wants[need]}" if need in wants else ""
    return f"it {need.what} ({usual}{line}): {need.remedy}"


class _Seen:
    """How often the original raised what, and how often it gave no answer."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self.raised: collections.Counter[str] = collections.Counter()
        self.texts: collections.Counter[tuple[str, str]] = collections.Counter()
        self.late = self.lost = self.own = 0
        for one in observations:
            if one.kind == "raise":
                name, message, own = exception(one)
                self.raised[name] += 1
                self.texts[name, message] += 1
                self.own += own
            self.late += one.kind == "timeout"
            self.lost += one.kind in ("crash", "unreadable")

    @property
    def telling(self) -> collections.Counter[str]:
        """What was raised, but not because an argument was of the wrong kind."""
        return self.raised - collections.Counter({name: self.raised[name] for name in _WRONG_KIND})

    def need(self, wants: dict[Need, int]) -> Need | None:
        """What was missing on most of the inputs that got as far as to show it, or None."""
        for name, count in self.telling.most_common():
            if 4 * count < sum(self.telling.values()):
                break
            need = _RAISED.get(name)
            if need is None and (name in _REFUSED or (name == "KeyError" and ENVIRONMENT in wants)):
                need = _likeliest(name, wants)
            if need is not None:
                return need
        if self.late and wants and self.late >= sum(self.raised.values()):
            return next((need for need in (STDIN, NETWORK) if need in wants), None)
        return None

    def usual(self, need: Need | None = None) -> str:
        """The exception met most often, or the one that shows the need."""
        for (name, message), _ in self.texts.most_common():
            if need is None or _RAISED.get(name) is need or name in (*_REFUSED, "KeyError"):
                return f"{name}: {message}"[:100].rstrip(": ")
        return "no answer in time"


def _likeliest(name: str, wants: dict[Need, int]) -> Need | None:
    """What the source wants of the world that such an exception refuses."""
    if name == "KeyError":
        return ENVIRONMENT
    order: Sequence[Need] = (PROCESS, DATABASE, NETWORK, STDIN, FILE)
    return next((need for need in order if need in wants), FILE)
