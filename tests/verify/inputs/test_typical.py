"""The input on which the original is watched."""

from optgate.guest import codec
from optgate.model import Observation
from optgate.verify.equal.duel import Trial
from optgate.verify.inputs.typical import typical
from optgate.verify.values.calls import Call
from optgate.verify.values.kinds import Param


def trial(n, *, kind="return", seconds=1e-5, marks=b"", origin="search"):
    outcome = codec.encode({"kind": kind, "result": 0, "args": (), "kwargs": {}})
    return Trial(Call([[1] * n], (), origin, level=1), Observation(kind, outcome, seconds, marks))


PARAMS = [Param("xs", "pos", True)]


def chosen(*trials):
    found = typical(trials, PARAMS)
    return found and (found[0], codec.decode_call(found[1])[0][0])


def test_the_one_that_goes_through_most_of_the_function():
    guarded, through = trial(400, marks=b"\x01\x00"), trial(100, marks=b"\x01\x08")
    assert chosen(trial(2, marks=b"\x01\x02", seconds=1.9e-3), guarded, through) == (100, [1] * 100)


def test_inputs_in_use_come_first_unless_they_tell_nothing():
    searched, used = trial(400, marks=b"\x09"), trial(30, marks=b"\x06", origin="tests")
    assert chosen(searched, used)[0] == 30
    assert chosen(searched, trial(0, marks=b"\x01", origin="tests"))[0] == 400


def test_calls_that_take_too_long_or_raise_are_passed_over():
    assert chosen(trial(9, marks=b"\x01"), trial(4000, marks=b"\x0f", seconds=0.4))[0] == 9
    assert chosen(trial(9, marks=b"\x09", kind="raise"), trial(3, marks=b"\x01"))[0] == 3
    assert chosen(trial(9, seconds=0.3), trial(7, seconds=0.2))[0] == 7
    assert chosen(trial(9, kind="raise")) is None
