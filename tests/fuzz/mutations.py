"""Ways to damage a file. Each is a function of a random generator, the bytes, and those of another file of the kind."""

import re
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

__all__ = ["HOSTILE", "mutated"]

HOSTILE = (
    b"-1",
    b"0",
    b"-0.0",
    b"2147483648",
    b"4294967295",
    b"1000000000000",
    b"9223372036854775807",
    b"9223372036854775808",
    b"-9223372036854775809",
    b"18446744073709551616",
    b"9" * 5000,
    b"1e308",
    b"1e999",
    b"NaN",
    b"-Infinity",
    b"null",
    b"true",
    b'"x"',
    b'\\"x\\"',
    b"[]",
    b"{}",
    b"[" * 450 + b"]" * 450,
    b'"' + b"x" * 10_000 + b'"',
    b"\xff\xfe",
    b"\0",
    b"\n",
    b" ",
    b'"',
    b"\\ud800",
)
"""What is put in the place of numbers, and between other bytes."""

_NUMBER = re.compile(rb"-?[0-9][0-9.e+-]*")
_WIDE = tuple(
    number.to_bytes(width, "little", signed=number < 0)
    for width in (4, 8)
    for number in (0, 1, -1, 1 << 20, (1 << 31) - 1, -(1 << 31), 1 << (8 * width - 2))
)


def mutated(random: Generator, data: bytes, other: bytes) -> bytes:
    """The bytes with one to three kinds of damage."""
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        data = _MUTATIONS[random.integers(len(_MUTATIONS))](random, data, other)
    return data


def _place(random: Generator, data: bytes) -> int:
    return int(random.integers(len(data) + 1))


def _stretch(random: Generator, data: bytes) -> slice:
    """A piece that is mostly short."""
    begin = _place(random, data)
    return slice(begin, begin + int(2 ** random.uniform(0, 8)))


def _flip_bits(random: Generator, data: bytes, _: bytes) -> bytes:
    changed = bytearray(data)
    for _number in range(random.integers(1, 9) if data else 0):
        changed[random.integers(len(data))] ^= 1 << int(random.integers(8))
    return bytes(changed)


def _set_bytes(random: Generator, data: bytes, _: bytes) -> bytes:
    piece = _stretch(random, data)
    return data[: piece.start] + random.bytes(len(data[piece])) + data[piece.stop :]


def _delete(random: Generator, data: bytes, _: bytes) -> bytes:
    piece = _stretch(random, data)
    return data[: piece.start] + data[piece.stop :]


def _insert(random: Generator, data: bytes, _: bytes) -> bytes:
    piece = _stretch(random, data)
    return data[: piece.start] + random.bytes(piece.stop - piece.start) + data[piece.start :]


def _duplicate(random: Generator, data: bytes, _: bytes) -> bytes:
    piece = _stretch(random, data)
    return data[: piece.stop] + data[piece] * int(random.integers(1, 20)) + data[piece.stop :]


def _truncate(random: Generator, data: bytes, _: bytes) -> bytes:
    return data[: -int(random.integers(1, 4))] if random.random() < 0.5 else data[: _place(random, data)]


def _splice(random: Generator, data: bytes, other: bytes) -> bytes:
    return data[: _place(random, data)] + other[_place(random, other) :]


def _change_number(random: Generator, data: bytes, _: bytes) -> bytes:
    """Another number, or something else, in the place of one that stands there in digits."""
    numbers = [*_NUMBER.finditer(data)]
    if not numbers:
        return data
    number = numbers[random.integers(len(numbers))]
    return data[: number.start()] + HOSTILE[random.integers(len(HOSTILE))] + data[number.end() :]


def _change_wide(random: Generator, data: bytes, _: bytes) -> bytes:
    """Another binary number, at a multiple of four bytes from the beginning or the end."""
    value = _WIDE[random.integers(len(_WIDE))]
    place = 4 * (_place(random, data) // 4) + int(random.integers(2)) * (len(data) % 4)
    return data[:place] + value + data[place + len(value) :]


def _swap_endianness(random: Generator, data: bytes, _: bytes) -> bytes:
    begin, width = _place(random, data), int(random.choice([4, 8]))
    whole = len(data[begin:]) // width * width
    swapped = np.frombuffer(data[begin : begin + whole], f"V{width}").view(f">u{width}").astype(f"<u{width}")
    return data[:begin] + swapped.tobytes() + data[begin + whole :]


def _put_hostile(random: Generator, data: bytes, _: bytes) -> bytes:
    place = _place(random, data)
    return data[:place] + HOSTILE[random.integers(len(HOSTILE))] + data[place:]


def _inside_header(random: Generator, data: bytes, other: bytes) -> bytes:
    """The header of a safetensors file is damaged, and its length is put right."""
    length = int.from_bytes(data[:8], "little")
    if data[8:9] != b"{" or length > len(data):
        return _change_number(random, data, other)
    header = _INSIDE[random.integers(len(_INSIDE))](random, data[8 : 8 + length], other[8 : 8 + length])
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + data[8 + length :]


_INSIDE: tuple[Callable[[Generator, bytes, bytes], bytes], ...] = (
    _flip_bits,
    _delete,
    _duplicate,
    _splice,
    _put_hostile,
    *3 * (_change_number,),
)
_MUTATIONS: tuple[Callable[[Generator, bytes, bytes], bytes], ...] = (
    _flip_bits,
    _set_bytes,
    _delete,
    _insert,
    _duplicate,
    _truncate,
    _splice,
    _change_wide,
    _swap_endianness,
    _put_hostile,
    *3 * (_change_number,),
    *4 * (_inside_header,),
)
