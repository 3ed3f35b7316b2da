"""A stand-alone script that repeats a comparison with pyperf alone, each side in processes of its own.

It holds both texts of the file and the decision input as Python source; beside pyperf it needs what the
project itself imports.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import NamedTuple

from optgate.guest.loader import Place, outside


class Arguments(NamedTuple):
    """The decision input: an expression for ``(args, kwargs)`` and the number of elements it stands for."""

    source: str
    size: int


def script(
    name: str,
    place: Place,
    path: str,
    qualname: str,
    texts: Sequence[str],
    arguments: Arguments,
) -> str:
    """The script's text.

    Args:
        name: The name of the benchmark.
        place: Where the module stands, by ``guest.loader.locate``; its roots may begin with ``~``.
        path: The file of the module, absolute or beginning with ``~``.
        qualname: The function in it.
        texts: The whole file with the original, and with the candidate.
        arguments: The decision input.
    """
    return string.Template(_TEMPLATE).substitute(
        title=_title(name),
        name=repr(name),
        module=repr(place.name),
        path=repr(path),
        roots=repr(list(place.roots)),
        qualname=repr(outside(qualname)),
        size=arguments.size,
        arguments=literal(arguments.source),
        original=literal(texts[0]),
        candidate=literal(texts[1]),
    )


def _title(name: str) -> str:
    return name.replace("\\", "/").replace('"', "'")


def literal(text: str) -> str:
    """The text as a string literal that can be read: its lines as they are, where that is possible."""
    if "\n" not in text or not all(char.isprintable() or char in "\n\t" for char in text):
        return repr(text)
    inside = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if inside.endswith('"'):
        inside = inside[:-1] + '\\"'
    return f'"""\\\n{inside}"""'


_TEMPLATE = '''\
"""Is the candidate for $title faster than the original? Measured by pyperf alone.

    python THIS_FILE                          both, and how they compare
    python THIS_FILE --side original -o original.json
    python THIS_FILE --side candidate -o candidate.json
    python -m pyperf compare_to original.json candidate.json

Needs pyperf and what the project itself imports; --fast, -p and the other options are those of pyperf.
"""

import collections
import importlib
import linecache
import os
import pickle
import statistics
import sys
import time
import types

import pyperf

NAME = $name
MODULE = $module
PATH = os.path.expanduser($path)
ROOTS = [os.path.expanduser(root) for root in $roots]
"""Where the project's modules are; to be changed when they move, as PATH is."""

QUALNAME = $qualname
SIZE = $size

ARGUMENTS = $arguments

ORIGINAL = $original

CANDIDATE = $candidate

CHUNK = 256
"""Calls for which fresh arguments are made at a time, before the clock starts."""


def load(text):
    """The module as if PATH held this text."""
    sys.path[:0] = [root for root in ROOTS if root not in sys.path]
    parent, _, last = MODULE.rpartition(".")
    if parent:
        importlib.import_module(parent)
    module = types.ModuleType(MODULE)
    module.__file__ = PATH
    module.__package__ = parent
    if os.path.basename(PATH) == "__init__.py":
        module.__package__ = MODULE
        module.__path__ = [os.path.dirname(PATH)]
    linecache.cache[PATH] = (len(text), None, text.splitlines(True), PATH)
    sys.modules[MODULE] = module
    exec(compile(text, PATH, "exec", dont_inherit=True), vars(module))
    if parent:
        setattr(sys.modules[parent], last, module)
    return module


class Side:
    """One version of the function, with its arguments."""

    def __init__(self, text):
        module = load(text)
        self.function = module
        for part in QUALNAME.split("."):
            self.function = getattr(self.function, part)
        self.names = dict(vars(module))
        if "np." in ARGUMENTS or "array(" in ARGUMENTS:
            import numpy

            self.names["np"] = numpy
            self.names["_array"] = array
        self.code = compile(ARGUMENTS, "<arguments>", "eval")
        args, kwargs = self.arguments()
        before = frozen((args, kwargs))
        result = self.function(*args, **kwargs)
        if hasattr(type(result), "__next__"):
            self.function = drained(self.function)
            collections.deque(result, maxlen=0)
        self.fresh = before is None or before != frozen((args, kwargs))

    def arguments(self):
        """Fresh arguments."""
        return eval(self.code, dict(self.names))

    def seconds(self, loops):
        """Seconds of so many calls; where they change their arguments, each has fresh ones."""
        if self.fresh:
            sizes = [CHUNK] * (loops // CHUNK) + [loops % CHUNK]
            return sum(timed(self.function, [self.arguments() for _ in range(size)]) for size in sizes)
        return timed(self.function, [self.arguments()] * loops)


def timed(function, calls):
    """Seconds that the calls take."""
    began = time.perf_counter()
    for args, kwargs in calls:
        function(*args, **kwargs)
    return time.perf_counter() - began


def drained(function):
    """The function, with the iterator it returns gone through."""

    def call(*args, **kwargs):
        collections.deque(function(*args, **kwargs), maxlen=0)

    return call


def frozen(arguments):
    """The arguments as bytes, to see whether a call changes them; None where that cannot be seen."""
    try:
        return pickle.dumps(arguments)
    except Exception:
        return None


def array(data, dtype, shape):
    """An array from its compressed bytes."""
    import base64
    import zlib

    import numpy

    return numpy.frombuffer(zlib.decompress(base64.b85decode(data)), dtype).reshape(shape).copy()


class Task:
    """What a worker of pyperf runs; the module is loaded in that worker alone."""

    def __init__(self, text):
        self.text = text
        self.side = None

    def __call__(self, loops):
        if self.side is None:
            self.side = Side(self.text)
        return self.side.seconds(loops)


def forward(command, args):
    """Tell the workers what they are to measure."""
    command += ["--side", args.side]


def main():
    runner = pyperf.Runner(add_cmdline_args=forward)
    runner.argparser.add_argument("--side", choices=("both", "original", "candidate"), default="both")
    args = runner.parse_args()
    runner.metadata["optgate_size"] = SIZE
    found = []
    for side, text in (("original", ORIGINAL), ("candidate", CANDIDATE)):
        if args.side in ("both", side):
            name = NAME + " [" + side + "]" if args.side == "both" else NAME
            found.append(runner.bench_time_func(name, Task(text)))
    if len(found) == 2 and all(found) and not args.worker:
        original, candidate = (statistics.median(one.get_values()) for one in found)
        ratio = original / candidate
        print("the candidate takes {:.3g} of the time: {:.2f}x".format(1 / ratio, ratio))


if __name__ == "__main__":
    main()
'''
