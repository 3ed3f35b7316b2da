"""What names of attributes, methods and parameters usually stand for."""

from __future__ import annotations

import re

ARRAY_METHODS = (
    {"shape", "ndim", "dtype", "size", "ravel", "flatten", "astype", "reshape", "T", "flat", "tolist", "fill"}
    | {
        "sum",
        "mean",
        "max",
        "min",
        "std",
        "var",
        "prod",
        "any",
        "all",
        "argmax",
        "argmin",
        "argsort",
        "cumsum",
    }
    | {"nonzero", "dot", "itemsize", "nbytes", "transpose", "squeeze", "clip", "round", "take"}
)
LIST_METHODS = {"append", "extend", "pop", "index", "insert", "remove", "reverse", "count"}
DICT_METHODS = {"items", "keys", "values", "get", "setdefault", "update"}
SET_METHODS = {"add", "discard", "union", "intersection", "difference", "issubset"}
STR_METHODS = {
    "split",
    "lower",
    "upper",
    "strip",
    "startswith",
    "endswith",
    "replace",
    "encode",
    "join",
    "isdigit",
}
CONTAINER = frozenset({"iter", "len", "indexed", "slice", "tupled", "contains", "store", "asarray"})
SCALAR = frozenset({"range", "number", "math", "index", "arith", "order", "bits", "numpy"})
IMAGES = re.compile(r"^(img|image|im|frame|gray|grey|picture|channel|pixels?)s?\d*$|_(img|image)$")
MASKS = re.compile(r"mask")
SEQUENCES = re.compile(
    r"^(xs?|ys?|a|b|u|v|arr|array|data|values?|vals?|items|seq|numbers|points?|weights?|signal|series|"
    r"samples?|scores?|labels?|keys|idx|indices|bins|rows|matrix|grid|table|hist(ogram)?|vec(tor)?)$"
)
COUNTS = re.compile(r"^(n|k|i|j|m|w|count|size|length|num|window|width|order|depth|seed|axis)$|^(n|num)_")
SIZES = re.compile(
    r"^(size|width|height|window|block|chunk|kernel|stride|radius|length|capacity|n_?bins|buckets|levels|bits)$"
    r"|_(size|width|height|length)$|^(block|chunk|kernel|window|pool|batch)_?size$"
)
REALS = re.compile(r"^(eps|tol|alpha|beta|gamma|lam|scale|threshold|t|thr|lo|hi|low|high|factor|rate)$")
FLAGS = re.compile(r"^(is|use|with|do|has|should)_|^(flag|verbose|strict|normalize|normalise|inplace)$")
NAMES = re.compile(r"^(mode|method|kind|how|name|key|label|op|side)$")


STREAMS = re.compile(r"^(iterables?|iterators?|it|streams?|gen)$")
RANDOM = re.compile(r"^(rng|random_state|generator|gen|rand|prng)$")
FRAMES = re.compile(r"^(df|frame|dataframe|data_frame)\d*$|_(df|frame)$")
FRAME_METHODS = {
    "groupby",
    "iterrows",
    "itertuples",
    "iloc",
    "loc",
    "merge",
    "pivot_table",
    "columns",
    "fillna",
} | {
    "dropna",
    "to_numpy",
    "rolling",
    "shift",
    "reset_index",
    "set_index",
    "sort_values",
    "apply",
    "assign",
    "query",
}
SERIES_METHODS = FRAME_METHODS - {"iterrows", "itertuples", "columns", "merge", "pivot_table"} | {
    "values",
    "index",
    "iat",
    "map",
    "value_counts",
    "isna",
    "notna",
    "diff",
    "to_list",
    "str",
    "dt",
    "items",
}
NUMPY_RANDOM = {
    "normal",
    "integers",
    "standard_normal",
    "permutation",
    "permuted",
    "exponential",
    "poisson",
} | {"binomial", "multinomial", "dirichlet", "beta"}
PYTHON_RANDOM = {
    "gauss",
    "randrange",
    "getrandbits",
    "betavariate",
    "normalvariate",
    "triangular",
    "expovariate",
}
SHARED_RANDOM = {"random", "uniform", "shuffle", "choice", "randint", "rand", "randn", "sample", "choices"}
TEXT_METHODS = (
    STR_METHODS
    | {"splitlines", "rsplit", "title", "find", "isalpha", "isspace", "isalnum", "format"}
    | {"zfill", "partition", "rstrip", "lstrip", "isupper", "islower", "casefold", "translate"}
)
BYTE_METHODS = {"decode", "hex"}
DATE_METHODS = {"year", "month", "day", "hour", "minute", "weekday", "isoformat", "strftime", "timestamp"}
DEQUE_METHODS = {"popleft", "appendleft", "rotate", "extendleft"}
COUNTER_METHODS = {"most_common", "elements", "subtract"}
