"""What the screen knows of modules, builtins and attributes by name."""

from __future__ import annotations

import sys


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMERIC = _words(
    """
    numpy numpy.linalg numpy.fft numpy.ma numpy.polynomial
    numpy.polynomial.polynomial numpy.polynomial.chebyshev numpy.polynomial.legendre
    numpy.polynomial.hermite numpy.polynomial.hermite_e numpy.polynomial.laguerre
    numpy.polynomial.polyutils numpy.lib numpy.lib.stride_tricks numpy.lib.scimath
    numpy.lib.recfunctions numpy.lib.array_utils numpy.emath numpy.char numpy.strings numpy.rec
    numpy.random numpy.typing numpy.exceptions numpy.dtypes math cmath itertools functools operator
    collections collections.abc bisect heapq statistics fractions decimal array random string re typing
    numbers copy struct __future__ scipy scipy.cluster scipy.constants scipy.fft scipy.fftpack
    scipy.integrate scipy.interpolate scipy.linalg scipy.linalg.blas scipy.linalg.lapack scipy.ndimage
    scipy.optimize scipy.signal scipy.signal.windows scipy.sparse scipy.sparse.linalg
    scipy.sparse.csgraph scipy.spatial scipy.spatial.distance scipy.special scipy.stats
    scipy.stats.mstats scipy.stats.qmc
    """
)
"""Modules that a candidate may import and use although the original does not."""

RANDOM = ("random", "numpy.random", "scipy.stats.qmc")
"""Modules that are numeric where the original draws random numbers already."""

_RESTRICTED: dict[str, str] = {
    "numpy": """
        load save savez savez_compressed savetxt loadtxt genfromtxt fromregex fromfile memmap DataSource
        open_memmap recfromcsv recfromtxt ndfromtxt mafromtxt safe_eval lookfor info source who test deprecate
        seterr seterrcall setbufsize set_printoptions set_string_function set_numeric_ops printoptions
        add_docstring add_newdoc add_newdoc_ufunc byte_bounds as_strided get_include show_config ctypeslib
        f2py distutils testing core compat npyio utils format introspect tracemalloc_domain index_tricks
        disp fastCopyAndTranspose geterrobj seterrobj kernel_version get_array_wrap
    """,
    "functools": """
        lru_cache cache cached_property singledispatch singledispatchmethod wraps update_wrapper
        total_ordering recursive_repr get_cache_token WRAPPER_ASSIGNMENTS
    """,
    "operator": "attrgetter methodcaller",
    "collections": "namedtuple UserDict UserList UserString",
    "typing": """
        NamedTuple TypedDict NewType get_type_hints runtime_checkable ForwardRef Protocol Generic IO TextIO
        BinaryIO
    """,
    "decimal": "getcontext setcontext localcontext DefaultContext BasicContext ExtendedContext",
    "string": "Formatter Template",
    "re": "purge Scanner template",
    "copy": "dispatch_table",
    "scipy": "io datasets LowLevelCallable show_config test odr misc",
    "pandas": "eval ExcelWriter ExcelFile HDFStore set_option reset_option option_context io util testing",
    "numba": "objmode cfunc core extending carray farray cuda",
}
RESTRICTED = {module: _words(names) for module, names in _RESTRICTED.items()}
"""Members of otherwise numeric packages that touch files, memory, settings, classes or caches."""

_LIKE_NUMERIC = {"array", "copy", "select", "trace", "random", "typing", "signal", "stat", "abc"}
MODULE_NAMES = frozenset(sys.stdlib_module_names) - _LIKE_NUMERIC
"""Names that, behind a dot in a numeric module, stand for a module which that one happens to import."""

OTHER_NAMES = _words(
    "np numpy nx NX N sp scipy pd pandas umath mu numeric multiarray fromnumeric overrides _nx"
)
"""Names that numeric modules give to others that they import."""

DANGEROUS = _words(
    """
    os sys subprocess ctypes gc inspect threading multiprocessing socket builtins importlib pickle
    marshal shelve signal atexit weakref types codecs time timeit contextlib warnings io pathlib shutil
    tempfile glob fcntl mmap resource select selectors asyncio concurrent queue sched traceback
    linecache dis code codeop ast runpy pkgutil zipimport imp faulthandler tracemalloc trace pdb bdb
    cProfile profile pstats posix nt posixpath ntpath pwd grp pty tty termios syslog platform sysconfig
    site webbrowser http urllib ftplib smtplib ssl socketserver xmlrpc sqlite3 dbm tarfile zipfile gzip
    bz2 lzma secrets uuid getpass locale fileinput copyreg symtable tokenize contextvars _thread _io
    _ctypes _posixsubprocess readline curses cffi psutil
    """
)
"""Modules whose every use counts for the function it stands in, not for the whole file."""

BUILTINS = _words(
    """
    exec eval compile open input globals vars locals setattr delattr __import__ breakpoint print help
    exit quit dir id classmethod staticmethod property copyright credits license object super SystemExit
    KeyboardInterrupt GeneratorExit BaseException BaseExceptionGroup getattr hasattr type
    """
) - {"object", "super", "staticmethod", "classmethod"}
"""Builtins that are refused as such; ``getattr`` and ``type`` have harmless calls."""

ATTRIBUTES = _words(
    """
    os sys subprocess ctypes builtins importlib socket inspect gc threading multiprocessing posix shutil
    pickle mmap fcntl atexit obj system popen f_back f_globals f_locals f_builtins f_code f_trace
    gi_frame gi_code gi_yieldfrom cr_frame cr_code ag_frame ag_code tb_frame tb_next tb_lasti co_code
    co_consts func_globals func_code mro cache_clear cache_info tofile fromfile dump load save savez
    savez_compressed savetxt loadtxt genfromtxt memmap open_memmap to_csv to_pickle to_parquet to_sql
    to_hdf to_excel to_feather to_clipboard eval query setflags inspect_types recompile py_func
    """
)
"""Attributes that lead out of the data, whatever they are taken from."""

HARMLESS_DUNDERS = frozenset({"__name__", "__qualname__", "__version__", "__init__", "__len__"})
HARMLESS_PRIVATE = frozenset({"_replace", "_asdict", "_fields", "_make", "_"})

VIEWS = frozenset({"flat", "T", "mT", "real", "imag"})
"""Attributes of an array that are the array again; writing through them is writing to it."""

SAME_METHODS = _words(
    """
    get setdefault pop popitem items keys values view ravel reshape transpose swapaxes squeeze diagonal
    """
)
SAME_FUNCTIONS = _words(
    """
    asarray asanyarray ascontiguousarray asfortranarray ravel reshape transpose swapaxes moveaxis
    squeeze atleast_1d atleast_2d atleast_3d broadcast_to diagonal einsum sliding_window_view iter next
    reversed enumerate zip chain islice cycle tee
    """
)
"""What gives back (parts of) the very objects it is given."""

MUTATORS = _words(
    """
    append extend add update setdefault pop popitem clear insert remove discard sort reverse fill put
    itemset resize partition setfield appendleft extendleft popleft rotate subtract difference_update
    intersection_update symmetric_difference_update move_to_end byteswap __setitem__ __delitem__
    __setattr__
    """
)
MUTATING_FUNCTIONS = _words(
    """
    setitem delitem iadd iand iconcat ifloordiv ilshift imatmul imod imul ior ipow irshift isub itruediv
    ixor copyto put place putmask put_along_axis fill_diagonal heappush heappop heapify heapreplace
    heappushpop insort insort_left insort_right shuffle at next
    """
)
"""Functions that change their first argument."""

CONTAINERS = _words("dict list set bytearray defaultdict OrderedDict deque Counter array zeros empty full")
"""Calls that make containers."""

BROAD = frozenset({"Exception", "BaseException", "BaseExceptionGroup", "ExceptionGroup", "SystemExit"}) | {
    "KeyboardInterrupt",
    "GeneratorExit",
}

PURE_CALLS = _words(
    """
    frozenset float int complex range bytes tuple slice bool str numpy.float16 numpy.float32
    numpy.float64 numpy.longdouble numpy.complex64 numpy.complex128 numpy.int8 numpy.int16 numpy.int32
    numpy.int64 numpy.uint8 numpy.uint16 numpy.uint32 numpy.uint64 numpy.bool_ numpy.dtype numpy.finfo
    numpy.iinfo re.compile math.sqrt math.log math.exp math.radians fractions.Fraction decimal.Decimal
    struct.Struct
    """
)
"""Calls of constants that give constants."""

TABLE_CALLS = frozenset(
    f"numpy.{name}" for name in ("array", "arange", "linspace", "zeros", "ones", "full", "asarray", "eye")
)
"""Calls that make a table, constant once ``setflags(write=False)`` was said."""


def member_of(dotted: str) -> tuple[str, tuple[str, ...]]:
    """The longest known module a dotted name begins with (else its first part), and what follows.

    >>> member_of("numpy.linalg.norm")
    ('numpy.linalg', ('norm',))
    """
    parts = dotted.split(".")
    count = 1
    for size in range(len(parts), 1, -1):
        if ".".join(parts[:size]) in NUMERIC:
            count = size
            break
    return ".".join(parts[:count]), tuple(parts[count:])
