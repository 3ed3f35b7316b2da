"""Live objects of the user's process: captured as recipes, built again alike, compared by their content."""

from __future__ import annotations

import collections
import copy
import dataclasses
import enum
import functools
import math
import operator
import random
import sys
import threading
import types
import typing

import numpy as np
import pytest
import scipy.sparse
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest import codec, names
from optgate.guest.build import build
from optgate.guest.codec import (
    Malformed,
    Named,
    Opaque,
    Recipe,
    Record,
    TooLarge,
    TypeName,
    Unsupported,
    capture_call,
    decode,
    decode_call,
    encode,
    encode_call,
)

HOME = __name__
MODULE = sys.modules[__name__]


@dataclasses.dataclass
class Point:
    x: float
    y: object = None


@dataclasses.dataclass(frozen=True)
class Frozen:
    x: float


@dataclasses.dataclass(frozen=True, slots=True)
class FrozenSlots:
    x: float
    items: list


@dataclasses.dataclass(slots=True)
class Slots:
    x: float


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1


class Flags(enum.Flag):
    A = 1
    B = 2


class Pair(collections.namedtuple("Pair", "left right")):
    __slots__ = ()


class Sorted(collections.namedtuple("Sorted", "low high")):
    __slots__ = ()

    def __new__(cls, one, two):
        return super().__new__(cls, min(one, two), max(one, two))


class Typed(typing.NamedTuple):
    a: int
    b: str = "b"


class Outer:
    class Inner:
        def __init__(self, value):
            self.value = value


class Mixed:
    __slots__ = ("__dict__", "__hidden", "unset")

    def __init__(self):
        self.__hidden = [1]
        self.more = self.__hidden


class Guarded:
    """Runs code of its own on every access that is not careful."""

    def __init__(self):
        self.__dict__["value"] = 3

    @property
    def value(self):
        return self.__dict__["value"] * 2

    @value.setter
    def value(self, new):
        raise AssertionError("set")

    def __setattr__(self, name, new):
        raise AssertionError("set")


class Hidden:
    def __reduce__(self):
        return Hidden, ()


class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        return x + self.n


def double(x):
    return 2 * x


def drawn(rng, count=5):
    """A generator that is somewhere in its sequence, and holds back a value where its kind does that."""
    for _ in range(count):
        rng.integers(0, 9, dtype="int32") if hasattr(rng, "integers") else rng.normal()
    return rng


def gauss():
    rng = random.Random(3)
    rng.gauss(0, 1)
    return rng


LIVE = {
    "dataclass": lambda: Point(1.0, [Point(2.0)]),
    "frozen": lambda: Frozen(math.nan),
    "frozen slots": lambda: FrozenSlots(1.0, [2]),
    "slots": lambda: Slots(1.0),
    "member": lambda: Colour.BLUE,
    "integer member": lambda: Level.LOW,
    "flag": lambda: Flags.A,
    "flags": lambda: Flags.A | Flags.B,
    "named tuple": lambda: Pair(1, [2]),
    "named tuple with a constructor": lambda: Sorted(2, 1),
    "typed named tuple": lambda: Typed(1),
    "nested class": lambda: Outer.Inner({"a": np.arange(3)}),
    "slots and attributes": Mixed,
    "guarded": Guarded,
    "callable": lambda: Adder(2),
    "namespace": lambda: types.SimpleNamespace(a=1, b=[2]),
    "PCG64": lambda: drawn(np.random.default_rng(3)),
    "PCG64DXSM": lambda: np.random.Generator(np.random.PCG64DXSM(3)),
    "Philox": lambda: drawn(np.random.Generator(np.random.Philox(3))),
    "SFC64": lambda: drawn(np.random.Generator(np.random.SFC64(3))),
    "MT19937": lambda: drawn(np.random.Generator(np.random.MT19937(3))),
    "seeds": lambda: np.random.Generator(np.random.PCG64(np.random.SeedSequence([1, 2], spawn_key=(3,)))),
    "RandomState": lambda: drawn(np.random.RandomState(3)),
    "RandomState, even": lambda: drawn(np.random.RandomState(3), 4),
    "RandomState of PCG64": lambda: drawn(np.random.RandomState(np.random.PCG64(3))),
    "bit generator": lambda: np.random.PCG64(3),
    "old bit generator": lambda: np.random.RandomState(3)._bit_generator,
    "random": lambda: random.Random(3),
    "random with a value held back": gauss,
    "itemgetter": lambda: operator.itemgetter(1, "a"),
    "attrgetter": lambda: operator.attrgetter("a.b"),
    "partial": lambda: functools.partial(pow, 2, mod=7),
    "csr": lambda: scipy.sparse.csr_matrix(np.diag([1.5, 0, 2])),
    "csc": lambda: scipy.sparse.csc_array(np.diag([1.5, 0, 2])),
    "coo": lambda: scipy.sparse.coo_matrix(np.diag([1.5, 0, 2])),
    "dia": lambda: scipy.sparse.dia_array(np.diag([1.5, 0, 2])),
    "bsr": lambda: scipy.sparse.bsr_matrix(np.eye(4)),
}
NAMED = [
    math.sqrt,
    abs,
    np.add,
    np.sum,
    np.linalg.norm,
    scipy.special.erf,
    operator.add,
    str.upper,
    copy.copy,
]


def again(*args):
    """The arguments after the way through the gate, which knows none of their classes, and back."""
    data = capture_call(args, {}, HOME)
    passed = encode_call(*decode_call(data))
    return decode_call(passed, build=lambda recipe: build(recipe, MODULE))[0]


@pytest.mark.parametrize("kind", LIVE)
def test_a_captured_object_is_built_again(kind):
    before, value = encode(LIVE[kind]()), LIVE[kind]()
    (back,) = again(value)
    assert type(back) is type(value) and (back is not value or isinstance(value, enum.Enum))
    assert encode(back) == before == encode(value)
    assert not isinstance(decode(before), Opaque)


@pytest.mark.parametrize("kind", LIVE)
def test_objects_are_equal_when_built_anew_and_survive_decoding(kind):
    data = encode([LIVE[kind](), LIVE[kind]()])
    if not hasattr(np.random, type(LIVE[kind]()).__name__):  # which numpy 1 copies without the seeds
        assert data == encode([LIVE[kind](), copy.deepcopy(LIVE[kind]())])
    assert encode(decode(data)) == data


@pytest.mark.parametrize("one", LIVE)
def test_no_two_kinds_have_equal_bytes(one):
    data = encode(LIVE[one]())
    assert all(encode(LIVE[two]()) != data for two in LIVE if two != one)


@pytest.mark.parametrize("kind", [kind for kind in LIVE if hasattr(LIVE[kind](), "random")])
def test_a_rebuilt_generator_gives_the_same_numbers(kind):
    value = LIVE[kind]()
    (back,) = again(value)
    assert [back.random() for _ in range(700)] == [value.random() for _ in range(700)]


def test_children_of_a_rebuilt_generator_are_the_same():
    value = np.random.default_rng(7)
    value.spawn(2)
    (back,) = again(value)
    assert back.spawn(1)[0].random() == value.spawn(1)[0].random()


DRAWS = [
    lambda rng: rng.random(),
    lambda rng: rng.integers(0, 5, dtype="int32"),
    lambda rng: rng.spawn(1),
    lambda rng: rng.bit_generator.jumped(),
]


@given(st.lists(st.sampled_from(DRAWS[:3]), max_size=6), st.lists(st.sampled_from(DRAWS[:3]), max_size=6))
def test_the_state_of_a_generator_is_all_that_was_done_to_it(one, two):
    first, second, third = (np.random.default_rng(5) for _ in range(3))
    for draw in one:
        draw(first), draw(third)
    for draw in two:
        draw(second)
    assert encode(first) == encode(third)
    same = first.bit_generator.state == second.bit_generator.state
    same &= first.bit_generator.seed_seq.state == second.bit_generator.seed_seq.state
    assert (encode(first) == encode(second)) is same


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (drawn(np.random.RandomState(3), 4), drawn(np.random.RandomState(3), 6)),
        (drawn(np.random.RandomState(3), 1), drawn(np.random.RandomState(3), 2)),
        (np.random.default_rng(1), np.random.default_rng(2)),
        (random.Random(1), random.Random(2)),
        (gauss(), random.Random(3)),
        (math.sqrt, math.cbrt if hasattr(math, "cbrt") else math.exp),
        (np.add, np.subtract),
        (np.add, operator.add),
        (functools.partial(pow, 2), functools.partial(pow, 3)),
        (functools.partial(pow, 2), functools.partial(max, 2)),
        (operator.itemgetter(1), operator.itemgetter(2)),
        (Adder(1), Adder(2)),
        (Flags.A, Flags.A | Flags.B),
        (Level.LOW, 1),
        (scipy.sparse.csr_matrix(np.eye(2)), scipy.sparse.csc_matrix(np.eye(2))),
        (scipy.sparse.csr_matrix(np.eye(2)), scipy.sparse.csr_array(np.eye(2))),
        (scipy.sparse.csr_matrix((2, 3)), scipy.sparse.csr_matrix((2, 4))),
    ],
)
def test_different_objects_have_different_bytes(one, two):
    assert encode(one) == encode(one) != encode(two) == encode(two)


def test_what_a_sparse_matrix_remembers_about_itself_is_no_difference():
    one, two = scipy.sparse.csr_matrix(np.eye(2)), scipy.sparse.csr_matrix(np.eye(2))
    assert two.has_sorted_indices and two.has_canonical_format
    assert encode(one) == encode(two)


@pytest.mark.parametrize("value", NAMED, ids=lambda value: str(getattr(value, "__name__", value)))
def test_functions_of_other_modules_are_known_by_their_names(value):
    assert encode(value) == encode(value)
    back = decode(encode([value, value]))
    assert type(back[0]) is Named and back[0] == back[1]
    assert again(value)[0] is value


@pytest.mark.parametrize("value", [int, np.float32, Point, Outer.Inner, collections.OrderedDict])
def test_classes_are_known_by_their_names(value):
    assert type(decode(encode(value))) is TypeName
    assert again(value)[0] is value


def test_functions_of_the_judged_module_are_not_known(monkeypatch):
    monkeypatch.setattr(names, "_judged", set())
    assert type(decode(encode(double))) is Named
    codec.judge(HOME)
    for value in (double, functools.partial(double, 1), Point.__init__):
        assert encode(value) != encode(value)
    assert type(decode(encode(functools.partial(double, 1))).fields["func"]) is Opaque
    assert encode(math.sqrt) == encode(math.sqrt)
    assert again(double)[0] is double


def test_a_function_under_a_name_that_is_not_its_own_is_not_known():
    @functools.wraps(math.sqrt)
    def forged(x):
        return x

    for value in (forged, lambda: 1):
        assert encode(value) != encode(value)
        with pytest.raises(Unsupported):
            capture_call((value,), {}, HOME)


def test_paths_say_the_module_unless_it_is_the_judged_one():
    args, kwargs = decode_call(capture_call((Point(1.0), Colour.RED, double), {"k": math.sqrt}, HOME))
    assert [one.kind for one in args] == ["instance", "name", "name"]
    assert [one.args for one in args[:1]] == [("Point", {"x": 1.0, "y": None})]
    assert [args[1].args, args[2].args, kwargs["k"].args] == [("Colour.RED",), ("double",), ("math:sqrt",)]
    args, _ = decode_call(capture_call((Outer.Inner(1), Pair(1, 2)), {}, "elsewhere"))
    assert args[0].args == (f"{HOME}:Outer.Inner", {"value": 1})
    assert (args[1].kind, args[1].args) == ("call", (f"{HOME}:Pair", [1, 2], {}))


def test_an_object_in_several_places_stays_one():
    shared, array = Point(1.0), np.zeros(3)
    rng = np.random.default_rng(0)
    args = (shared, [shared], Outer.Inner(array), array, rng, Point(2.0, rng), rng.bit_generator)
    back = again(*args)
    assert back[1][0] is back[0]
    assert back[2].value is back[3]
    assert back[5].y is back[4]
    assert back[4].bit_generator is back[6]
    assert encode(back) == encode(args)


def test_views_inside_objects_stay_views():
    base = np.arange(6.0)
    one, two = again(Point(base[1:]), base)
    one.x[0] = 99
    assert two[1] == 99 and base[1] == 1


def loop():
    value = Point(1.0)
    value.y = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        iter([1]),
        (i for i in [1]),
        threading.Lock(),
        open(__file__),  # noqa: SIM115
        lambda: 1,
        object(),
        math,
        Hidden(),
        loop(),
        [].append,
        Adder(2).__call__,
        functools.partial(lambda: 1),
        np.array([object()]),
        Point(1.0, iter([1])),
        scipy.sparse.dok_matrix((2, 2)),
        functools.reduce(lambda inner, _: Point(0.0, inner), range(60), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_made_again_is_unsupported(value):
    with pytest.raises(Unsupported):
        capture_call((value,), {}, HOME)
    with pytest.raises(Unsupported):
        capture_call((), {"k": [value]}, HOME)


def test_capture_consumes_nothing():
    rng, source = np.random.default_rng(0), iter([1, 2])
    before = rng.bit_generator.state
    capture_call((rng,), {}, HOME)
    assert rng.bit_generator.state == before
    with pytest.raises(Unsupported):
        capture_call((rng, source), {}, HOME)
    assert list(source) == [1, 2]


def test_live_objects_are_for_capture_only():
    for kind in ("dataclass", "PCG64", "random", "member", "csr", "partial"):
        with pytest.raises(Unsupported):
            encode_call((LIVE[kind](),), {})
    with pytest.raises(Unsupported):
        encode_call((math.sqrt, int), {})


def test_hostile_objects_are_unsupported():
    class Meta(type):
        def __getattribute__(cls, name):
            raise SystemError("no")

    class Nasty(metaclass=Meta):
        def __getattribute__(self, name):
            raise RuntimeError("no")

    with pytest.raises(Unsupported):
        capture_call((Nasty(),), {}, HOME)


@pytest.mark.parametrize(
    "value",
    [Point(np.zeros(1000)), [Point(float(i)) for i in range(200)], "x" * 5000, dict.fromkeys(range(999), 1)],
)
def test_the_limit_of_a_capture(value):
    with pytest.raises(TooLarge):
        capture_call((value,), {}, HOME, 4000)
    assert len(capture_call((value,), {}, HOME, 1 << 20)) <= 1 << 20


def plain(recipe):
    return build(recipe, MODULE)


def test_recipes_are_built_inside_out():
    inner = Recipe("call", ("Point", [1.0], {"y": Recipe("name", ("Colour.RED",))}))
    recipe = Recipe(
        "after",
        (
            Recipe("call", ("collections:deque", [[inner]], {})),
            [["append", [Recipe("instance", ("Outer.Inner", {"value": 5}))], {}], ["rotate", [], {"n": 1}]],
        ),
    )
    with pytest.raises(Malformed, match="TypeError"):
        decode_call(encode_call((recipe,), {}), build=plain)
    recipe.args[1][1] = ["rotate", [1], {}]
    data = encode_call((recipe, recipe), {})
    (one, two), _ = decode_call(data, build=plain)
    (other, _), _ = decode_call(data, build=plain)
    assert one is two and other is not one
    assert [type(item) for item in one] == [Outer.Inner, Point]
    assert one[0].value == 5 and one[1].y is Colour.RED
    assert encode(other) == encode(one)


def test_paths_lead_into_other_modules():
    args = [Recipe("name", (path,)) for path in ("json.decoder:JSONDecoder", "builtins:str.upper", "double")]
    found, _ = decode_call(encode_call(tuple(args), {}), build=plain)
    assert found == (sys.modules["json.decoder"].JSONDecoder, str.upper, double)
    for path in ("no_such_module_at_all:x", "math:nothing", "Nothing"):
        with pytest.raises((ImportError, AttributeError)):
            decode_call(encode_call((Recipe("name", (path,)),), {}), build=plain)


@pytest.mark.parametrize(
    "recipe",
    [
        ("iter", ()),
        ("name", (1,)),
        ("name", ("a", "b")),
        ("instance", ("a", [])),
        ("instance", ("a", {1: 2})),
        ("call", ("a", [])),
        ("call", ("a", {}, {})),
        ("call", ("a", [], {1: 2})),
        ("after", (1, 2)),
        ("after", (1, [["append", []]])),
        ("after", (1, [[1, [], {}]])),
        ("after", (1, [["append", [], []]])),
        ("other", ()),
        ("name", ["a"]),
    ],
)
def test_recipes_of_another_form_are_malformed(recipe):
    with pytest.raises(Malformed):
        decode_call(encode_call((Recipe(*recipe),), {}))


def test_a_recipe_inside_itself_is_malformed():
    data = encode_call((Recipe("name", ("a",)),), {})
    head = data.index(b"X")
    forged = data[:head] + b"X\x04\x00\x00\x00itert\x01\x00\x00\x00R\x00\x00\x00\x00" + b"{" + bytes(4)
    with pytest.raises(Malformed):
        decode_call(forged)


SAMPLES = [
    capture_call(
        tuple(LIVE[kind]() for kind in ("dataclass", "flags", "PCG64", "named tuple", "csr")), {}, HOME
    ),
    encode([LIVE[kind]() for kind in ("dataclass", "flags", "PCG64", "RandomState", "partial", "coo")]),
]


def test_mutated_messages_are_refused_or_decoded():
    rng = random.Random(11)
    for _ in range(4000):
        data = bytearray(rng.choice(SAMPLES))
        for _ in range(rng.randint(1, 4)):
            where = rng.randrange(1, len(data))
            if rng.random() < 0.6:
                data[where] = rng.choice([0, 1, 255, rng.randrange(256), *b"XrRCKltd{A"])
            else:
                del data[where : where + rng.randint(1, 6)]
        for decoder in (decode, decode_call):
            try:
                decoder(bytes(data), 1 << 20)
            except Malformed:
                pass


def test_records_of_libraries_are_walked_like_others():
    back = decode(encode(np.random.default_rng(0)))
    assert isinstance(back, Record) and back.type_name == "numpy.random:Generator"
    assert back.fields["bits"].fields["state"]["bit_generator"] == "PCG64"
