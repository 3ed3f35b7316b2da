"""The codec: what goes in comes out, equal bytes mean equal behaviour, and bad bytes are refused."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import math
import random
import struct
import time
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optgate.guest import codec
from optgate.guest.codec import (
    Malformed,
    Opaque,
    Recipe,
    Record,
    Shared,
    TypeName,
    decode,
    decode_call,
    encode,
)
from optgate.guest.codec import encode_call as calls


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Point:
    x: float
    y: float


class Plain:
    def __init__(self, value):
        self.value = value


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class Sly(Plain):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __reduce__(self):
        return (int, ())


class MyInt(int):
    pass


Pair = collections.namedtuple("Pair", "left right")

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**80), max_value=2**80)
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | st.just(dt.UTC))
    | st.timedeltas()
    | st.just(...)
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3))
)
HASHABLE = st.recursive(SCALARS, lambda s: st.tuples(s, s) | st.frozensets(s, max_size=3), max_leaves=5)
VALUES = st.recursive(
    SCALARS,
    lambda s: (
        st.lists(s, max_size=6)
        | st.lists(st.floats(allow_nan=False), max_size=9)
        | st.lists(st.integers(), max_size=9)
        | st.tuples(s, s)
        | st.dictionaries(HASHABLE, s, max_size=4)
        | st.sets(HASHABLE, max_size=4)
        | st.binary().map(bytearray)
        | st.lists(s, max_size=3).map(collections.deque)
    ),
    max_leaves=12,
)
PLAIN_DTYPES = hnp.scalar_dtypes() | hnp.array_dtypes() | hnp.nested_dtypes(max_leaves=4)
ARRAYS = hnp.arrays(
    PLAIN_DTYPES.filter(lambda d: d.itemsize and not d.hasobject),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


def same(a, b):
    """Equality with types, all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple, collections.deque)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, (set, frozenset)):
        return a == b and sorted(map(repr, map(type, a))) == sorted(map(repr, map(type, b)))
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, (slice, range)):
        return same((a.start, a.stop, a.step), (b.start, b.stop, b.step))
    return a == b


@given(VALUES)
@settings(max_examples=300)
def test_values_come_back(value):
    assert same(decode(encode(value)), value)


@given(VALUES)
def test_arguments_come_back(value):
    args, kwargs = decode_call(calls((value,), {"k": value}))
    assert same(args[0], value) and same(kwargs["k"], value)


@given(VALUES)
def test_equal_values_have_equal_bytes_and_decoding_loses_nothing(value):
    data = encode(value)
    assert encode(value) == data
    assert encode(decode(data)) == data


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(one, two):
    assert same(one, two) == (encode(one) == encode(two))


@given(ARRAYS)
@settings(max_examples=200)
def test_arrays_come_back(value):
    data = encode(value)
    back = decode(data)
    if isinstance(back, Opaque):
        assert any(title in str(value.dtype) for title in ("(('", '(("'))
        return
    assert back.dtype == value.dtype and back.shape == value.shape
    assert encode(back) == data
    (sent,), _ = decode_call(calls((value,), {}))
    assert sent.dtype == value.dtype
    assert sent.strides == value.strides or value.size <= 1 or value.flags.contiguous
    assert encode(sent) == data


DTYPES = [
    *"?bBhHiIlLqQefdgFDG",
    *(">u2", ">i8", ">f4", ">c8", ">f2", "S3", "U3", ">U3", "V5"),
    *("M8[ns]", "M8[D]", "M8[25s]", "m8[us]", "m8", ">M8[s]"),
    [("a", "u1"), ("b", ">f8"), ("c", "f2", (2,))],
    [("outer", [("inner", "M8[s]"), ("text", "U2")]), ("g", "g")],
]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_every_kind_of_number_travels_both_ways(dtype):
    dtype = np.dtype(dtype)
    raw = np.frombuffer(bytes(range(1, 5 * dtype.itemsize + 1)), "u1")
    value = np.zeros(5, dtype) if dtype.kind in "?UV" or dtype.names else raw.view(dtype)
    value = value.copy()
    for item in (value, value[0], value.reshape(5, 1)[::2]):
        data = encode(item)
        assert encode(item.copy()) == data and encode(decode(data)) == data
        back = decode(data)
        ((sent,), _) = decode_call(calls((item,), {}))
        for other in (back, sent):
            assert type(other) is type(item) or dtype.char in "qQ"  # twins of "l" and "L"
            assert (other.dtype, other.dtype.str, other.shape) == (item.dtype, item.dtype.str, item.shape)
            assert encode(other) == data
    if dtype.newbyteorder() != dtype:
        assert encode(value) != encode(value.byteswap().view(dtype.newbyteorder()))


def test_all_kinds_of_numbers_differ():
    kinds = [np.dtype(dtype) for dtype in DTYPES]
    arrays = {encode(np.zeros(2, dtype)) for dtype in kinds}
    assert len(arrays) == len({(kind, kind.char in "lqLQ" and kind.str) for kind in kinds})
    assert encode(np.zeros(2, "l")) == encode(np.zeros(2, "q"))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, True),
        (1, 1.0),
        (1, np.int64(1)),
        (1.0, np.float64(1)),
        (True, np.bool_(True)),
        (0.0, -0.0),
        (math.inf, -math.inf),
        ("a", b"a"),
        ("a", np.str_("a")),
        ([1], (1,)),
        ({1}, frozenset({1})),
        ({1: 2, 3: 4}, {3: 4, 1: 2}),
        ({}, collections.OrderedDict()),
        ({}, collections.Counter()),
        ({}, collections.defaultdict(int)),
        (collections.defaultdict(int), collections.defaultdict(list)),
        (np.float32(1), np.float64(1)),
        (np.zeros(3), np.zeros(3, ">f8")),
        (np.zeros(3), np.zeros((3, 1))),
        (np.zeros(0), np.zeros((0, 2))),
        (np.zeros(3), np.ma.zeros(3)),
        (np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[0, 0])),
        (np.ma.array([1.0], fill_value=0.0), np.ma.array([1.0], fill_value=1.0)),
        (np.array(1), np.int64(1)),
        (np.str_(""), np.str_("a")),
        (np.str_(""), ""),
        (np.str_(""), np.bytes_(b"")),
        (np.datetime64("2020-01-01"), np.datetime64("2020-01-01T00")),
        (np.dtype("f4"), np.dtype("f8")),
        (range(3), [0, 1, 2]),
        (slice(1), slice(0, 1)),
        (Colour.RED, Colour.BLUE),
        (Colour.RED, 1),
        (Point(1.0, 2.0), Point(1.0, 3.0)),
        (Pair(1, 2), (1, 2)),
        (Pair(1, 2), Pair(1, 3)),
        (Plain(1), Plain(2)),
        (Slotted(1), Slotted(2)),
        (int, float),
        (np.float32, np.float64),
        (decimal.Decimal("1.0"), decimal.Decimal("1.00")),
        (fractions.Fraction(1, 2), 0.5),
        (array.array("i", [1]), array.array("l", [1])),
        ([1, 2, 3, 4], [1, 2, 3, 4.0]),
        ([1.0] * 4, [1] * 4),
        ([2**70] * 4, [2**71] * 4),
        (iter([1, 2]), iter((1, 2))),
    ],
)
def test_different_behaviour_has_different_bytes(one, two):
    assert encode(one) == encode(one)
    assert encode(two) == encode(two)
    assert encode(one) != encode(two)
    decode(encode(one)), decode(encode(two))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Colour.RED,
        lambda: Point(1.0, [2.0]),
        lambda: Pair(1, np.zeros(2)),
        lambda: Plain({1: 2}),
        lambda: Slotted((1, 2)),
        lambda: np.ma.masked,
        lambda: np.ma.array([1.5, np.nan], mask=[False, True]),
        lambda: np.longdouble("0.1") * np.ones(3),
        lambda: np.array([(1, 2.5)], dtype=np.dtype([("a", "u1"), ("b", "f8")], align=True)),
        lambda: dt.datetime(2020, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2), "X"), fold=1),
        lambda: collections.Counter("abca"),
        lambda: collections.deque([1, [2]], maxlen=3),
        lambda: {float("nan"), (1, frozenset({2}))},
        lambda: np.float16,
    ],
)
def test_two_of_the_same_have_equal_bytes(make):
    assert encode(make()) == encode(make())
    decode(encode(make()))


def test_what_lies_under_a_mask_or_between_fields_is_no_difference():
    assert encode(np.ma.array([1, 7], mask=[0, 1])) == encode(np.ma.array([1, 9], mask=[0, 1]))
    kind = np.dtype([("a", "u1"), ("b", "f8")], align=True)
    dirty = np.frombuffer(bytearray(range(16)), kind)
    clean = np.zeros(1, kind)
    clean["a"], clean["b"] = dirty["a"], dirty["b"]
    assert dirty.tobytes() != clean.tobytes()
    assert encode(dirty) == encode(clean)


def test_the_order_of_sets_and_the_layout_of_arrays_are_no_difference():
    assert encode({"a", "b", (1, 2)}) == encode({(1, 2), "b", "a"})
    value = np.arange(12.0).reshape(3, 4)
    assert encode(value) == encode(np.asfortranarray(value)) == encode(value[::1])
    assert encode(value[:, ::2]) == encode(value[:, ::2].copy())


def test_aliasing_is_a_difference():
    value, other = [1], [1]
    assert encode((value, value)) != encode((value, other))
    one, two = np.zeros(3), np.zeros(3)
    assert encode((one, one)) != encode((one, two))
    assert encode((one, one[:2])) != encode((one, one[:2].copy()))
    assert encode((one[:1], one[2:])) == encode((one[:1].copy(), one[2:].copy()))
    assert encode((one[::2], one[1::2])) == encode((one[::2].copy(), one[1::2].copy()))
    shared = decode(encode((one, two, one[1:])))
    assert isinstance(shared[2], Shared) and shared[2].first is shared[0]


def test_cycles_and_depth():
    loop: list = []
    loop.append(loop)
    back = decode(encode(loop))
    assert back[0] is back
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    assert encode(deep) != encode(deep)
    decode(encode(deep))


@pytest.mark.parametrize(
    "value",
    [
        lambda: 1,
        np.array([object()]),
        np.array([None]),
        MyInt(1),
        Sly(1),
        np.matrix([1]),
        memoryview(b"x"),
        ValueError("x"),
        object(),
        (i for i in range(3)),
        math,
        [].append,
        np.random.default_rng(0).random,
    ],
)
def test_the_unknown_is_never_equal(value):
    assert encode(value) != encode(value)
    back = decode(encode(value))
    assert isinstance(back, Opaque) and back != back  # noqa: PLR0124
    with pytest.raises(codec.Unsupported):
        calls((value,), {})


def test_hostile_objects_become_opaque():
    class Meta(type):
        def __getattribute__(cls, name):
            raise RuntimeError("no")

    class Nasty(metaclass=Meta):
        def __getattribute__(self, name):
            raise SystemError("no")

    class Local:
        pass

    class Forged:
        pass

    Forged.__qualname__ = "Point"
    Forged.__module__ = Point.__module__
    for value in (Nasty(), [Nasty()], Local(), Forged()):
        assert encode(value) != encode(value)
        decode(encode(value))


def test_a_time_in_an_unknown_zone_is_unknown():
    class Zone(dt.tzinfo):
        def utcoffset(self, when):
            return dt.timedelta(0)

    value = dt.datetime(2020, 1, 1, tzinfo=Zone())
    assert encode(value) != encode(value)
    back = decode(encode([value, dt.time(1, tzinfo=Zone())]))
    assert all(isinstance(one, Record) and isinstance(list(one.fields.values())[-2], Opaque) for one in back)


def test_what_a_failed_object_left_behind_is_forgotten():
    shared = np.zeros(4)
    failing = Plain([shared[:2], types.SimpleNamespace()])
    vars(failing.value[1])[5] = "no name"
    back = decode(encode([np.ones(2), failing, shared, [1], shared]))
    assert isinstance(back[1], Opaque)
    assert not isinstance(back[2], Shared)
    assert back[4] is back[2]


def test_instances_are_records():
    back = decode(encode([Point(1.0, 2.0), Colour.RED, Pair(1, 2), int]))
    assert isinstance(back[0], Record) and back[0].fields == {"x": 1.0, "y": 2.0}
    assert back[1].fields["name"] == "RED" and back[2].fields == {"left": 1, "right": 2}
    assert back[3] == TypeName("builtins:int")


def test_iterators_show_what_is_left():
    source = [1, 2, 3]
    half = iter(source)
    next(half)
    assert encode(half) != encode(iter(source))
    assert encode(iter([1])) == encode(iter([1]))
    assert next(half) == 2


def test_calls_keep_layout_views_and_identity():
    base = np.arange(20.0)
    grid = np.asfortranarray(np.ones((3, 4)))
    frozen = np.arange(3)
    frozen.flags.writeable = False
    nan = float("nan")
    items = [1]
    args = (
        base[2:10],
        base[5::2],
        base,
        grid,
        frozen,
        np.broadcast_to(2.0, (3, 3)),
        base[::-1],
        items,
        items,
        nan,
    )
    back, kwargs = decode_call(calls(args, {"again": [nan, items, grid.T]}))
    assert back[0].tolist() == args[0].tolist() and back[6].tolist() == args[6].tolist()
    back[2][5] = 99.0
    assert back[1][0] == back[0][3] == back[6][14] == 99.0
    assert base[5] == 5.0
    assert back[3].flags.f_contiguous and not back[3].flags.c_contiguous
    assert not back[4].flags.writeable and back[0].flags.writeable
    assert back[5].strides == (0, 0)
    assert back[7] is back[8] is kwargs["again"][1]
    assert back[9] is kwargs["again"][0]
    kwargs["again"][2][0, 1] = 5
    assert back[3][1, 0] == 5
    assert back[2].flags.owndata or back[2].base is not None


def test_views_that_straddle_their_first_block():
    base = np.zeros(1 << 16)
    args = (base[:10], base[5:20], base)
    back, _ = decode_call(calls(args, {}))
    assert [a.tobytes() for a in back] == [a.tobytes() for a in args]


def test_fresh_objects_every_time():
    data = calls(([1], np.zeros(2)), {})
    one, two = decode_call(data)[0], decode_call(data)[0]
    assert one[0] is not two[0] and not np.shares_memory(one[1], two[1])


def test_recipes_are_built_by_the_receiver():
    recipe = Recipe("iter", ([1, 2],))
    data = calls((recipe, recipe), {})
    plain = decode_call(data)[0]
    assert plain[0].kind == "iter" and plain[0].args == ([1, 2],)
    built = decode_call(data, build=lambda r: iter(r.args[0]))[0]
    assert built[0] is built[1] and list(built[0]) == [1, 2]


def test_the_limit_of_the_encoder():
    with pytest.raises(codec.TooLarge):
        encode(np.zeros(1000), limit=1000)
    with pytest.raises(codec.TooLarge):
        encode({"a": ["x" * 50] * 50}, limit=1000)
    encode(np.zeros(100), limit=1000)


SAMPLES = [
    calls(
        (np.arange(6.0), [1, 2.0, "x"], {"a": {1, 2}}, np.arange(9)[::2], Recipe("iter", ([1],))),
        {"k": float("nan")},
    ),
    encode(
        {
            "kind": "return",
            "result": (np.ones((2, 3)), [1.0] * 5, Point(1.0, 2.0)),
            "x": [np.ma.array([1, 2], mask=[0, 1])],
        }
    ),
    encode(
        [
            np.zeros(2, [("a", "f4"), ("b", "i2", 3)]),
            dt.datetime(2020, 1, 1),
            decimal.Decimal(1),
            range(4),
            {1: {2: b"3"}},
        ]
    ),
]


def refuse_or_decode(data):
    for decoder in (decode, decode_call):
        try:
            decoder(data, 1 << 20)
        except Malformed:
            pass


@given(st.binary(max_size=60), st.sampled_from([b"", b"\x01", b"\x02"]))
@settings(max_examples=500)
def test_random_bytes_are_refused(data, head):
    refuse_or_decode(head + data)


def test_mutated_messages_are_refused_or_decoded():
    rng = random.Random(7)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        data = bytearray(rng.choice(SAMPLES))
        for _ in range(rng.randint(1, 4)):
            where = rng.randrange(len(data) or 1)
            if where >= len(data):
                break
            what = rng.random()
            if what < 0.5:
                data[where] = rng.choice([0, 1, 255, rng.randrange(256), *list(b"ilLtd{RaAvxrX")])
            elif what < 0.7:
                del data[where : where + rng.randint(1, 9)]
            elif what < 0.9:
                data[where:where] = data[: rng.randint(1, 30)]
            else:
                del data[where + 1 :]
        refuse_or_decode(bytes(data))


@pytest.mark.parametrize("sample", range(len(SAMPLES)))
def test_every_truncation_is_refused(sample):
    data = SAMPLES[sample]
    decoder = decode_call if data[:1] == b"\x02" else decode
    decoder(data)
    for end in range(len(data)):
        with pytest.raises(Malformed):
            decoder(data[:end])
    with pytest.raises(Malformed):
        decoder(data + b"N")
    with pytest.raises(Malformed):
        decoder(data, len(data) - 1)


def test_small_messages_cannot_ask_for_much_memory():
    huge = struct.pack("<q", 1 << 40)
    cases = [
        b"\x02t\x01\x00\x00\x00a=\x03<f8\x01" + huge + b"C\x00",
        b"\x01A=\x03<f8\x01" + huge + b"\x00\x00\x00\x00",
        b"\x02v"
        + struct.pack("<II", 0, 8)
        + bytes(8)
        + b"=\x03<f8\x01"
        + huge
        + struct.pack("<qq", 0, 0)
        + b"\x00"
        + b"{\0\0\0\0",
        b"\x01l\xff\xff\xff\xff",
        b"\x01" + b"l\x01\x00\x00\x00" * 5000,
        b"\x01" + b"D" * 5000,
    ]
    for data in cases:
        with pytest.raises(Malformed):
            (decode_call if data[:1] == b"\x02" else decode)(data)


def test_a_small_call_is_encoded_quickly():
    args = (np.arange(8.0), np.ones(8))
    best = math.inf
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(1000):
            encode(args)
        best = min(best, (time.perf_counter() - start) / 1000)
    assert best < 60e-6
