"""numpy's objects in the decoder; imported when a message holds one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .reader import CALL, CANONICAL, Reader
from .values import Malformed, Shared
from .writer_numpy import DTYPE_KINDS, EMPTY, MAX_DIMS

_PLAIN = re.compile(r"[<>|=][A-Za-z][0-9]+(\[[0-9]*[A-Za-z]+\])?")
_ARRAY, _MASKED, _SPEC = 150, 1500, 100
"""Bytes of memory, about, that an array, a masked one, a field of a dtype takes beside its elements."""

_dtypes: dict[bytes, Any] = {}


def _read_shape(r: Reader) -> tuple[int, ...]:
    count = r.take(1)[0]
    if count > MAX_DIMS:
        raise Malformed("too many dimensions")
    shape = tuple(int.from_bytes(r.take(8), "little", signed=True) for _ in range(count))
    if any(size < 0 for size in shape):
        raise Malformed("a negative size")
    return shape


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _read_spec(r: Reader) -> Any:
    head = r.data[r.pos : r.pos + 2]
    if head[:1] == b"=" and len(head) == 2:
        text = r.data[r.pos + 2 : r.pos + 2 + head[1]]
        known = _dtypes.get(text)
        if known is None:
            known = _plain_dtype(text)
            if len(_dtypes) < 500:
                _dtypes[text] = known
        r.pos += 2 + len(text)
        return known
    r.down()
    r.spend(_SPEC)
    tag = r.take(1)
    if tag == b"[":
        shape = _read_shape(r)
        dtype = np.dtype((_read_spec(r), shape))
    elif tag == b"{":
        dtype = _read_fields(r)
    else:
        raise Malformed("no dtype")
    r.depth -= 1
    if dtype.itemsize == 0 or dtype.itemsize > 1 << 20:
        raise Malformed("a dtype of that size")
    return dtype


def _read_fields(r: Reader) -> Any:
    size, count = r.number(), r.take(1)[0]
    names, formats, offsets = [], [], []
    r.spend(count * _SPEC)
    for _ in range(count):
        names.append(r.text())
        offsets.append(r.number())
        formats.append(_read_spec(r))
    if size > 1 << 20:
        raise Malformed("a dtype of that size")
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


def _plain_dtype(text: bytes) -> Any:
    name = text.decode("ascii")
    if len(name) > 24 or not _PLAIN.fullmatch(name) or name[1] not in DTYPE_KINDS:
        raise Malformed("no plain dtype")
    dtype = np.dtype(name)
    if dtype.str != name or dtype.itemsize == 0 or dtype.names is not None or dtype.hasobject:
        raise Malformed("no plain dtype")
    return dtype


def _read_payload(r: Reader, dtype: Any, shape: tuple[int, ...]) -> Any:
    """A new array of ``_payload``'s bytes."""
    r.spend(_ARRAY)
    if dtype.names is None:
        data = r.take(_count(shape) * dtype.itemsize)
        return np.array(np.frombuffer(data, dtype).reshape(shape), copy=True)
    r.spend(_count(shape) * dtype.itemsize)
    value = np.zeros(shape, dtype)
    for name in dtype.names:
        field = value[name]
        base = field.dtype
        field[...] = _read_payload(r, base, field.shape)
    return value


def read_canonical(r: Reader) -> Any:
    """An array of a result, wrapped in ``Shared`` when it shared memory with an earlier one."""
    r.only(CANONICAL)
    dtype, shape, first = _read_spec(r), _read_shape(r), r.number()
    number = len(r.objects)
    if first > number:
        raise Malformed("a reference to nothing")
    r.keep(None)
    value = _read_payload(r, dtype, shape)
    if first:
        value = Shared(value, r.objects[first - 1])
    r.objects[number] = value
    return value


def _flag(r: Reader) -> bool:
    flag = r.take(1)
    if flag not in (b"\0", b"\1"):
        raise Malformed("no flag")
    return flag == b"\1"


def read_owner(r: Reader) -> Any:
    """An array of a call that owns its memory."""
    r.only(CALL)
    dtype, shape, order = _read_spec(r), _read_shape(r), r.take(1)
    if order not in (b"C", b"F"):
        raise Malformed("no order")
    frozen = _flag(r)
    data: Any = np.frombuffer(r.take(_count(shape) * dtype.itemsize), dtype)
    value: Any = np.array(data.reshape(shape, order=order.decode()), copy=True, order="K")
    r.keep(value)
    r.blocks.append(value)
    if frozen:
        r.frozen.append(value)
    return value


def read_view(r: Reader) -> Any:
    """An array of a call that looks at a block of memory, perhaps with others."""
    r.only(CALL)
    number = len(r.objects)
    r.keep(None)
    index = r.number()
    if index == len(r.blocks):
        r.blocks.append(np.array(np.frombuffer(r.take(r.length()), np.uint8), copy=True))
    elif index > len(r.blocks):
        raise Malformed("no such block")
    block = r.blocks[index]
    dtype, shape = _read_spec(r), _read_shape(r)
    strides = tuple(int.from_bytes(r.take(8), "little", signed=True) for _ in shape)
    first = int.from_bytes(r.take(8), "little", signed=True)
    frozen = _flag(r)
    r.spend(_count(shape) * dtype.itemsize)
    steps = [(size - 1) * stride for size, stride in zip(shape, strides)]  # noqa: B905
    low = first + sum(step for step in steps if step < 0)
    high = first + sum(step for step in steps if step > 0) + dtype.itemsize
    if _count(shape) and (low < 0 or high > block.nbytes):
        raise Malformed("a view beyond its block")
    if not _count(shape):
        first, strides = 0, None  # type: ignore[assignment]
    value = np.ndarray(shape, dtype, block if block.flags.c_contiguous else block.T, first, strides)
    r.objects[number] = value
    if frozen:
        r.frozen.append(value)
    return value


def read_scalar(r: Reader) -> Any:
    """A numpy scalar."""
    if r.data[r.pos : r.pos + 5] in EMPTY.values():
        return np.str_() if r.take(5).endswith(b"U0") else np.bytes_()
    dtype = _read_spec(r)
    return _read_payload(r, dtype, ())[()]


def read_dtype(r: Reader) -> Any:
    """A dtype object."""
    return _read_spec(r)


def read_masked(r: Reader) -> Any:
    """A masked array; zero stands under the mask."""
    r.spend(_MASKED)
    number = len(r.objects)
    r.keep(None)
    dtype, shape = _read_spec(r), _read_shape(r)
    has_mask, hard = _flag(r), _flag(r)
    fill = _read_payload(r, dtype, ())
    data = _read_payload(r, dtype, shape)
    mask: Any = np.ma.nomask
    if has_mask:
        mask = np.frombuffer(r.take(_count(shape)), np.uint8).reshape(shape) != 0
    value = np.ma.MaskedArray(data, mask=mask, fill_value=fill[()], hard_mask=hard)
    r.objects[number] = value
    return value


def read_masked_constant(r: Reader) -> Any:
    """``np.ma.masked``."""
    return np.ma.masked
