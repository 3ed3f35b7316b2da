"""numpy's objects in the encoder; imported once numpy is."""

from __future__ import annotations

import ctypes
from struct import Struct
from typing import Any, Optional, cast

import numpy as np

from .writer import FAMILIES, TABLE, Writer, opaque, write_function

MAX_DIMS = 32
SMALL_BLOCK = 1 << 16
DTYPE_KINDS = "biufcmMSUV?"
EMPTY = {text: b"=\x03" + text.encode() for text in ("<U0", "|S0")}
"""The specifications of empty texts, of which there are no arrays."""
_u32 = Struct("<I").pack
_i64 = Struct("<q").pack
_specs: dict[Any, Optional[bytes]] = {}


def spec(dtype: Any) -> Optional[bytes]:
    """A dtype as bytes, or None for those whose items are more than their memory (objects, strings)."""
    known = _specs.get(dtype, b"")
    if known != b"":
        return known
    found = _spec(dtype)
    if len(_specs) > 500:
        _specs.clear()
    _specs[dtype] = found
    return found


def _spec(dtype: Any) -> Optional[bytes]:
    if dtype.itemsize == 0 or dtype.hasobject:
        return None
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        inner = _spec(base)
        return None if inner is None else b"[" + _shape(shape) + inner
    if dtype.names is not None:
        parts = [b"{", _u32(dtype.itemsize), bytes([len(dtype.names)])]
        if len(dtype.names) > 255:
            return None
        for name in dtype.names:
            inner = _spec(dtype.fields[name][0])
            if inner is None or len(dtype.fields[name]) > 2:  # the third is a title, a second name
                return None
            word = name.encode("utf-8", "surrogatepass")
            parts += [_u32(len(word)), word, _u32(dtype.fields[name][1]), inner]
        return b"".join(parts)
    if dtype.kind not in DTYPE_KINDS or (
        np.dtype(dtype.str).type is not dtype.type and dtype.char not in "lqLQ"
    ):
        return None
    text: bytes = dtype.str.encode()
    return bytes([ord("="), len(text)]) + text


def _shape(shape: tuple[int, ...]) -> bytes:
    return bytes([len(shape)]) + b"".join(map(_i64, shape))


def _payload(value: Any) -> bytes:
    """The items in C order, without the bytes between them that nobody can see."""
    dtype = value.dtype
    if dtype.names is not None:
        return b"".join([_payload(value[name]) for name in dtype.names])
    data: bytes = value.tobytes()
    if dtype.char in "gG" and np.finfo(dtype).nmant == 63:
        items = np.frombuffer(bytearray(data), np.uint8).reshape(-1, dtype.alignment)
        items[:, 10:] = 0
        data = items.tobytes()
    return data


def write_array(w: Writer, value: Any) -> None:
    """An array: with its layout in a call, as its items in a result."""
    kind = spec(value.dtype)
    if kind is None or value.ndim > MAX_DIMS:
        opaque(w, value, f"array of {value.dtype}")
    elif not w.seen(value):
        w.room(value.nbytes)
        if w.call:
            _write_input(w, value, kind)
        else:
            first = _first_sharing(w, value, w.count - 1)
            w.out += b"A" + kind + _shape(value.shape) + _u32(first) + _payload(value)


def _root(value: Any) -> Any:
    """The object that owns the memory of an array."""
    base = value.base
    while base is not None:
        value = base
        base = value.obj if type(base) is memoryview else getattr(base, "base", None)
    return value


def _first_sharing(w: Writer, value: Any, number: int) -> int:
    """One more than the number of the first earlier array that shares memory with this one, or 0."""
    root = value if value.base is None else _root(value)
    others = w.roots.setdefault(id(root), [])
    found = 0
    for earlier, array in others:
        if _overlap(array, value):
            found = earlier + 1
            break
    if len(others) < 16:
        others.append((number, value))
    return found


def _overlap(one: Any, other: Any) -> bool:
    try:
        return bool(np.shares_memory(one, other, max_work=cast(Any, 10_000)))
    except RuntimeError:  # numpy's TooHardError, which moved between versions
        return bool(np.may_share_memory(one, other))


def _span(value: Any) -> tuple[int, int]:
    """The addresses of the first byte of an array and of the one after its last."""
    low = high = value.__array_interface__["data"][0]
    if value.size == 0:
        return low, low
    for size, stride in zip(value.shape, value.strides):  # noqa: B905
        if stride > 0:
            high += (size - 1) * stride
        else:
            low += (size - 1) * stride
    return low, high + value.itemsize


def _write_input(w: Writer, value: Any, kind: bytes) -> None:
    """An array of a call: its own memory in one piece, or a view of a block of memory."""
    root = value if value.base is None else _root(value)
    known = w.roots.get(id(root))
    low, high = _span(value)
    flags = value.flags
    if known is None and value is root and (flags.c_contiguous or flags.f_contiguous):
        order = b"C" if flags.c_contiguous else b"F"
        w.roots[id(root)] = (len(w.roots), low, high)
        frozen = b"\0" if flags.writeable else b"\1"
        w.out += b"a" + kind + _shape(value.shape) + order + frozen + value.tobytes(order="A")
        return
    if known is None or low < known[1] or high > known[2]:
        begin, end = low, high
        if isinstance(root, np.ndarray):
            whole = _span(root)
            if (
                whole[0] <= low
                and high <= whole[1]
                and whole[1] - whole[0] <= max(SMALL_BLOCK, 4 * (high - low))
            ):
                begin, end = whole
        known = (len(w.roots), begin, end)
        w.roots[-1 - known[0] if id(root) in w.roots else id(root)] = known
        block = _u32(known[0]) + _u32(end - begin) + ctypes.string_at(begin, end - begin)
    else:
        block = _u32(known[0])
    frozen = b"\0" if flags.writeable else b"\1"
    strides = b"".join(map(_i64, value.strides))
    first = value.__array_interface__["data"][0] - known[1]
    w.out += b"v" + block + kind + _shape(value.shape) + strides + _i64(first) + frozen


def _write_scalar(w: Writer, value: Any) -> None:
    kind = spec(value.dtype)
    if kind is None:
        if value.dtype.str in EMPTY:
            w.out += b"u" + EMPTY[value.dtype.str]
        else:
            opaque(w, value, f"{value.dtype}")
        return
    w.out += b"u" + kind + (value.tobytes() if value.dtype.char not in "gGV" else _payload(np.array(value)))


def _write_masked(w: Writer, value: Any) -> None:
    if value is np.ma.masked:
        w.out += b"w"
        return
    kind = spec(value.dtype)
    if kind is None or value.dtype.names is not None or value.ndim > MAX_DIMS:
        opaque(w, value, f"masked array of {value.dtype}")
    elif not w.seen(value):
        w.room(2 * value.nbytes)
        data = np.array(value.data, copy=True, order="C", subok=False)
        mask = value.mask
        has_mask = mask is not np.ma.nomask
        if has_mask:
            data[mask] = np.zeros((), data.dtype)
        fill = np.array(value.fill_value, dtype=value.dtype)
        flags = bytes([has_mask, bool(value.hardmask)])
        w.out += b"x" + kind + _shape(value.shape) + flags + _payload(fill) + _payload(data)
        if has_mask:
            w.out += np.ascontiguousarray(mask).tobytes()


def _write_dtype(w: Writer, value: Any) -> None:
    kind = spec(value)
    if kind is None:
        opaque(w, value, str(value))
    else:
        w.out += b"U" + kind


def _register() -> None:
    TABLE[np.ndarray] = write_array
    for kind in set(np.sctypeDict.values()):
        if kind is not np.object_:
            TABLE[kind] = _write_scalar
    TABLE[np.ma.MaskedArray] = _write_masked
    TABLE[type(np.ma.masked)] = _write_masked
    TABLE[np.ufunc] = write_function
    FAMILIES[np.dtype] = _write_dtype


_register()
