"""Whatever bytes the decoders are given: a value or ``Malformed``, soon, in bounded memory."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import struct
import time
import tracemalloc
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optgate.guest import codec
from optgate.guest.codec import Malformed, Recipe
from optgate.guest.reader import CALL, CANONICAL, TABLE
from tests.fuzzing import fuzz

LIMIT = 1 << 16
SECONDS = 3.0


class Thing:
    def __init__(self, value: object) -> None:
        self.value = value
        self.me = self


def decoded(data: bytes, limit: int = LIMIT) -> object:
    """What both decoders make of the bytes; anything but a value or ``Malformed`` ends the test."""
    began = time.process_time()
    found: object = Malformed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for decode in (codec.decode, codec.decode_call):
            try:
                found = decode(data, limit)
            except Malformed:
                continue
    assert time.process_time() - began < SECONDS
    return found


u32 = struct.Struct("<I").pack
u64 = struct.Struct("<q").pack
counts = st.one_of(st.integers(0, 4), st.sampled_from([0xFFFFFFFF, 0x7FFFFFFF, 1 << 24])).map(u32)
wide = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, 1, 2, -1, 1 << 40, 1 << 62, -(1 << 62)])
).map(u64)
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["builtins:list", "NaN", "1e999999999", "-1E-999999999", "m:f", "iter", "call", "name"]),
).map(lambda text: u32(len(text.encode("utf-8", "surrogatepass"))) + text.encode("utf-8", "surrogatepass"))
dtypes = st.one_of(
    st.sampled_from(
        [
            b"<i8",
            b"<f8",
            b"|b1",
            b"<U3",
            b"|S0",
            b"<M8[ns]",
            b"<m8[7D]",
            b"<i8,<i8",
            b"|V9",
            b"<U9999999999999",
        ]
    ),
    st.text("<>|=biufcmMUSVO0123456789[](),nsDY/ ", min_size=1, max_size=26).map(str.encode),
).map(lambda name: b"=" + bytes([len(name)]) + name)
shapes = st.lists(wide, max_size=3).map(lambda sizes: bytes([len(sizes)]) + b"".join(sizes))
specs = st.one_of(dtypes, st.tuples(st.just(b"["), shapes, dtypes).map(b"".join))
tags = st.sampled_from([bytes([tag]) for tag in TABLE])
leaves = st.one_of(
    st.sampled_from([b"N", b"T", b"F", b"."]),
    st.builds(b"".join, st.tuples(st.just(b"i"), wide)),
    st.builds(b"".join, st.tuples(st.just(b"d"), st.binary(min_size=8, max_size=8))),
    st.builds(b"".join, st.tuples(st.sampled_from([b"s", b"m", b"K", b"C"]), texts)),
    st.builds(b"".join, st.tuples(st.just(b"I"), st.binary(max_size=20).map(lambda b: u32(len(b)) + b))),
    st.builds(b"".join, st.tuples(st.just(b"R"), counts)),
    st.builds(b"".join, st.tuples(st.sampled_from([b"u", b"U"]), specs, st.binary(max_size=16))),
    st.builds(b"".join, st.tuples(st.just(b"A"), specs, shapes, counts, st.binary(max_size=32))),
    st.builds(
        b"".join,
        st.tuples(st.just(b"x"), specs, shapes, st.sampled_from([b"\0\0", b"\1\0"]), st.binary(max_size=40)),
    ),
    st.builds(b"".join, st.tuples(tags, st.binary(max_size=12))),
)


def counted(parts: list[bytes]) -> bytes:
    return u32(len(parts)) + b"".join(parts)


def sized(parts: list[bytes]) -> bytes:
    return u32(len(parts)) + b"".join(u32(len(part)) + part for part in parts)


messages = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from([b"l", b"t"]), st.lists(inner, max_size=4).map(counted)).map(b"".join),
        st.tuples(st.sampled_from([b"e", b"E"]), st.lists(inner, max_size=4).map(sized)).map(b"".join),
        st.tuples(st.sampled_from([b"{", b"o", b"k"]), counts, inner, inner).map(b"".join),
        st.tuples(st.just(b"D"), inner, counts, inner, inner).map(b"".join),
        st.tuples(st.just(b"q"), inner, st.lists(inner, max_size=3).map(counted)).map(b"".join),
        st.tuples(st.sampled_from([b"f", b"z"]), inner, inner).map(b"".join),
        st.tuples(st.sampled_from([b"g", b":", b"Y", b"h"]), inner, inner, inner).map(b"".join),
        st.tuples(st.just(b"r"), texts, counts, texts, inner).map(b"".join),
        st.tuples(st.sampled_from([b"J", b"X"]), texts, inner).map(b"".join),
    ),
    max_leaves=12,
)

VALUES = [
    [1, 2.5, "x", b"y", None, True, 2**70, (), {"a": [1]}, {1, 2}, frozenset({"a"})],
    collections.deque([1, 2], 3),
    collections.OrderedDict(a=1),
    collections.defaultdict(list, {"x": [1]}),
    (datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), datetime.timedelta(1), datetime.time(1)),
    (decimal.Decimal("1.50"), fractions.Fraction(1, 3), range(3), slice(1, None)),
    np.arange(6.0).reshape(2, 3),
    np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]),
    np.ma.masked_array([1, 2], mask=[True, False]),
    [np.float32(1), np.datetime64("2020-01-01", "ns"), np.dtype("<i8"), np.array("text")],
    Thing([1, {"k": np.zeros(3)}]),
]
MODELS = [codec.encode(value) for value in VALUES] + [
    codec.encode_call((value,), {"k": 1}) for value in [*VALUES[:3], *VALUES[4:-1], Recipe("iter", ([1, 2],))]
]


@given(st.one_of(st.binary(max_size=60), messages), st.sampled_from([CANONICAL, CALL, b"\x03", b""]))
@fuzz(700)
def test_any_bytes_are_a_value_or_malformed(data: bytes, mode: bytes) -> None:
    decoded(mode + data)


@given(st.data())
@fuzz(500)
def test_damaged_messages_are_a_value_or_malformed(data: st.DataObject) -> None:
    message = bytearray(data.draw(st.sampled_from(MODELS)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(message) - 1)))
        kind = data.draw(st.sampled_from(["byte", "cut", "drop", "length", "repeat", "splice"]))
        if kind == "byte" and message:
            message[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del message[at:]
        elif kind == "drop":
            del message[at : at + data.draw(st.integers(1, 9))]
        elif kind == "length":
            message[at : at + 4] = data.draw(counts)
        elif kind == "repeat":
            message[at:at] = message[at : at + 20] * data.draw(st.integers(1, 5))
        elif kind == "splice":
            other = data.draw(st.sampled_from(MODELS))
            message[at:] = other[data.draw(st.integers(0, len(other))) :]
    decoded(bytes(message))


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), st.binary()
)
trees = st.recursive(
    st.one_of(
        scalars, hnp.arrays(st.sampled_from(["<f8", ">i4", "|b1", "<U2", "<M8[s]"]), hnp.array_shapes())
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.integers(), st.text(), st.none()), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(trees)
@fuzz(150)
def test_what_is_encoded_comes_out_again(value: object) -> None:
    message = codec.encode(value)
    assert codec.encode(codec.decode(message)) == message


def heavy() -> dict[str, bytes]:
    """Messages of few bytes for much memory or time."""
    nest = b"N"
    for _ in range(60):
        nest = b"E" + u32(1) + u32(len(nest)) + nest
    wide_record = b"{" + u32(1 << 20) + bytes([1]) + u32(1) + b"a" + u32(0) + b"=\x03|b1"
    item = b"u" + wide_record + b"\0"
    array = b"A" + wide_record + b"\x01" + u64(60) + u32(0) + bytes(60)
    same_hash = [k * (2**61 - 1) for k in range(1, 3000)]
    keys = b"".join(b"I" + u32(16) + key.to_bytes(16, "little") + b"N" for key in same_hash)
    return {
        "deques": b"l" + counted([b"q" + b"N" + u32(0)] * 10_000),
        "ordered dictionaries": b"l" + counted([b"o" + u32(0)] * 13_000),
        "sets": b"l" + counted([b"e" + u32(0)] * 13_000),
        "sets in sets": nest + b"N" * 65_000,
        "wide records in a set": b"e" + sized([item] * 1500),
        "wide arrays": b"l" + counted([array] * 500),
        "masked arrays": b"l" + counted([b"x=\x03|b1\x00\0\0\0\0"] * 5_000),
        "dtypes": b"l" + counted([b"U" + wide_record] * 2_000),
        "keys of one hash": b"{" + u32(len(same_hash)) + keys,
        "a giant fraction": b"f" + (b"I" + u32(30_000) + b"\x55" * 30_000) * 2,
        "a fraction of giant powers": b"fm" + u32(11) + b"1e999999999" + b"i" + u64(1),
        "a giant decimal": b"m" + u32(65_000) + b"9" * 65_000,
        "a duration of giant numbers": b"h" + (b"I" + u32(20_000) + b"\x55" * 20_000) * 3,
        "a deep list": (b"l" + u32(1)) * 10_000,
        "a list inside itself": b"l" + u32(1) + b"R" + u32(0),
        "numbers": b"l" + counted([b"N"] * 65_000),
        "texts": b"l" + counted([b"s" + u32(0)] * 13_000),
    }


@pytest.mark.parametrize("name", heavy())
def test_few_bytes_cannot_take_much_memory_or_time(name: str) -> None:
    message = CANONICAL + heavy()[name]
    tracemalloc.start()
    try:
        decoded(message, limit=1 << 16 if len(message) <= 1 << 16 else len(message))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * max(len(message), 1 << 16)


def test_members_of_a_set_share_one_account_and_copy_nothing() -> None:
    padded = b"{" + u32(1 << 20) + bytes([1]) + u32(1) + b"a" + u32(0) + b"=\x03|b1"
    many = b"E" + sized([b"u" + padded + bytes([n % 2]) for n in range(200)])
    nest = b"s" + u32(1 << 20) + b"x" * (1 << 20)
    for _ in range(60):
        nest = b"E" + u32(1) + u32(len(nest)) + nest
    tracemalloc.start()
    try:
        decoded(CANONICAL + many, limit=1 << 22)
        decoded(CANONICAL + nest, limit=1 << 22)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * (1 << 22)


def test_keys_of_one_hash_value_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optgate.guest.reader.PATIENCE", 0.2)
    keys = [b"I" + u32(16) + (n * (2**61 - 1)).to_bytes(16, "little") for n in range(1, 40_000)]
    for message in (b"{" + u32(len(keys)) + b"".join(key + b"N" for key in keys), b"E" + sized(keys)):
        with pytest.raises(Malformed, match="too long"):
            codec.decode(CANONICAL + message)


def test_a_key_or_a_member_twice_is_refused() -> None:
    for message in (
        b"{" + u32(2) + b"TNTN",
        b"e" + sized([b"T", b"T"]),
        b"E" + sized([b"T", b"i" + u64(1)]),
        b"r" + u32(1) + b"m" + u32(2) + (u32(1) + b"a" + b"N") * 2,
    ):
        with pytest.raises(Malformed):
            codec.decode(CANONICAL + message)
