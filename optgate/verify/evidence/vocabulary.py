"""The names that stand in annotations, with the kinds that they mean."""

from __future__ import annotations

from optgate.verify.values.kinds import BOOL, FLOAT, INT, NONE, STR, Kind

ANY = Kind("any")
SCALARS = {
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "str": STR,
    "complex": Kind("complex"),
    "bytes": Kind("bytes"),
    "bytearray": Kind("bytearray"),
    "memoryview": Kind("object", (Kind("bytes"),), path="builtins:memoryview", names=("",)),
    "Buffer": Kind("bytes"),
    "None": NONE,
    "NoneType": NONE,
    "Integral": INT,
    "Real": FLOAT,
    "Number": FLOAT,
    "SupportsIndex": INT,
    "SupportsFloat": FLOAT,
    "floating": FLOAT,
    "integer": INT,
    "Decimal": Kind("decimal"),
    "Fraction": Kind("fraction"),
    "datetime": Kind("datetime"),
    "date": Kind("date"),
    "timedelta": Kind("timedelta"),
    "range": Kind("range"),
    "LiteralString": STR,
    "AnyStr": STR,
}
SEQUENCES = {
    "list": ("list",),
    "List": ("list",),
    "Sequence": ("list", "tuple"),
    "MutableSequence": ("list",),
    "Iterable": ("list", "tuple", "iter"),
    "Collection": ("list", "tuple"),
    "Reversible": ("list", "tuple"),
    "Container": ("list", "set"),
    "Sized": ("list",),
    "Iterator": ("iter",),
    "Generator": ("iter",),
    "set": ("set",),
    "Set": ("set",),
    "MutableSet": ("set",),
    "AbstractSet": ("set",),
    "frozenset": ("frozenset",),
    "FrozenSet": ("frozenset",),
    "deque": ("deque",),
    "Deque": ("deque",),
}
ARRAYS = {"ndarray", "NDArray", "Array", "array", "MatLike", "DTypeLike", "Shaped"}
DICTS = {
    "dict": "dict",
    "Dict": "dict",
    "Mapping": "dict",
    "MutableMapping": "dict",
    "Counter": "counter",
    "defaultdict": "defaultdict",
    "DefaultDict": "defaultdict",
    "OrderedDict": "odict",
}
TRANSPARENT = {"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "Unpack"}
RANDOM = {
    "numpy.random.Generator": "numpy.random:default_rng",
    "numpy.random.RandomState": "numpy.random:RandomState",
    "numpy.random.mtrand.RandomState": "numpy.random:RandomState",
    "random.Random": "random:Random",
}
TABLES = {"pandas.Series": "series", "pandas.DataFrame": "frame"}
JAX = {
    "Float": "float64",
    "Float64": "float64",
    "Float32": "float32",
    "Float16": "float16",
    "Int": "int64",
    "Int64": "int64",
    "Int32": "int32",
    "Int16": "int16",
    "Int8": "int8",
    "UInt": "uint64",
    "UInt8": "uint8",
    "UInt16": "uint16",
    "UInt32": "uint32",
    "Bool": "bool",
    "Complex": "complex128",
    "Complex64": "complex64",
    "Complex128": "complex128",
    "Num": "",
    "Real": "",
    "Inexact": "float64",
}
"""The array types of jaxtyping and nptyping, which stand with a shape in brackets."""

DTYPE_NAMES = {
    **{name: name for name in ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64")},
    **{name: name for name in ("float16", "float32", "float64", "complex64", "complex128")},
    "intp": "int64",
    "int_": "int64",
    "int": "int64",
    "integer": "int64",
    "half": "float16",
    "single": "float32",
    "double": "float64",
    "float": "float64",
    "floating": "float64",
    "bool_": "bool",
    "bool": "bool",
    "complex": "complex128",
    "complexfloating": "complex128",
}
PYTHON = ("int", "float", "bool", "complex", "integer", "floating", "double", "single", "half")
