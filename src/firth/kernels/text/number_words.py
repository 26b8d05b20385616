"""Text to numbers: where its words are, and which.

Words are bytes of UTF-8, read eight at a time. A table of words is a hash table that only grows, with linear probing:
a thread that reads it while another adds words ignores all numbers that are higher than the table's size was when it
began to read, and probes on.
"""

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba.core import types

from firth.kernels.compiling import inlined, intrinsic, kernel

LETTER, BLANK, NEWLINE, WIDE = range(4)
"""What a byte is: part of a word, an ASCII whitespace character, the one that ends a line, or the first byte of what
may be one of the whitespace characters beyond ASCII. Those of ASCII are not above the space, 0x20."""

_EACH = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, as in Fibonacci hashing (Knuth 6.4)


class Words(NamedTuple):
    """Distinct words, numbered, and a hash table to find them by. Arrays are longer than what they hold."""

    slots: Any  # int32[M], M a power of two: a word's number, or -1
    keys: Any  # uint64[C, 2], of each word its hash and its length
    bounds: Any  # int64[C + 1], word i is letters[bounds[i]:bounds[i + 1]]
    letters: Any  # uint8[L]


@intrinsic(lambda letters, i: letters[i : i + 8].copy().view(np.uint64)[0])
def _eight_within(_typing, letters, i):
    """Eight bytes as one number, wherever they begin; all of them must be there."""

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = context.cast(builder, arguments[1], signature.args[1], types.intp)
        pointer = builder.bitcast(builder.gep(data, [place]), ir.IntType(64).as_pointer())
        return builder.load(pointer, align=1)

    return types.uint64(letters, i), generate


@intrinsic(lambda number: np.int64((int(number) & -int(number)).bit_length() - 1 if number else 64))
def _trailing_zeros(_typing, number):
    """Of a uint64; 64 if it is 0."""

    def generate(_context, builder, _signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@inlined
def _eight(letters, i):
    """Eight bytes as one number, padded with spaces after the last."""
    if i + 8 <= letters.size:
        return _eight_within(letters, i)
    eight = np.uint64(0)
    for j in range(i + 7, i - 1, -1):
        eight = (eight << np.uint64(8)) | np.uint64(letters[j] if j < letters.size else 0x20)
    return eight


@inlined
def _hash(letters, begin, length):
    """A word's hash. No two words of eight bytes at most, and of the same length, have the same one."""
    h = np.uint64(length)
    while length > 8:
        h = (h ^ _eight(letters, begin)) * _ODD
        h ^= h >> np.uint64(32)
        begin += 8
        length -= 8
    last = _eight(letters, begin) & (~np.uint64(0) >> np.uint64(64 - 8 * length)) if length else np.uint64(0)
    h = (h ^ last) * _ODD
    h ^= h >> np.uint64(32)
    h *= _ODD
    return h ^ (h >> np.uint64(29))


@inlined
def _same(a, i, b, j, length):
    """Whether two words of more than eight bytes are the same."""
    end = i + length - 8
    while i < end:
        if _eight_within(a, i) != _eight_within(b, j):
            return False
        i += 8
        j += 8
    back = i - end
    return _eight_within(a, i - back) == _eight_within(b, j - back)


@inlined
def _find(words, count, h, letters, begin, length):
    """The number of a word that is among the first `count`, or -1 less the empty slot where it would be put."""
    mask = np.int64(words.slots.size - 1)
    slot = np.int64(h & np.uint64(mask))
    while True:
        number = words.slots[slot]
        if number < 0:
            return -1 - slot
        if (
            number < count
            and words.keys[number, 0] == h
            and words.keys[number, 1] == length
            and (length <= 8 or _same(words.letters, words.bounds[number], letters, begin, length))
        ):
            return np.int64(number)
        slot = (slot + 1) & mask


@inlined
def _wide_blank(text, i):
    """The length in bytes of the whitespace character beyond ASCII that begins at i, 0 if none does."""
    a, b = text[i], text[i + 1]
    if a == 0xC2:
        return 2 * (b in (0x85, 0xA0))
    c = text[i + 2]
    if a == 0xE1:
        return 3 * (b == 0x9A and c == 0x80)
    if a == 0xE2:
        return 3 * ((b == 0x80 and (c <= 0x8A or 0xA8 <= c <= 0xA9 or c == 0xAF)) or (b == 0x81 and c == 0x9F))
    return 3 * (b == 0x80 and c == 0x80)  # a is 0xE3


@inlined
def _word_end(text, i, kinds):
    """Where the word that begins at i ends."""
    while True:
        eight = _eight(text, i)
        # Which of the eight bytes may be something else than a letter: those below 0x21, and those beyond ASCII. The
        # lowest is right, and the others may be wrong by its borrow (Warren, Hacker's Delight, 6-1).
        ends = (((eight - np.uint64(0x21) * _EACH) & ~eight) | eight) & _HIGH
        i += _trailing_zeros(ends) >> 3
        if ends:
            if i >= text.size:
                return text.size
            kind = kinds[text[i]]
            if kind != LETTER and (kind != WIDE or _wide_blank(text, i)):
                return i
            i += 1


@inlined
def _number(letters, begin, length, known, known_count, fresh, count):
    """The number of a word; if it is that of the next fresh one, it has been put in."""
    h = _hash(letters, begin, length)
    number = _find(known, known_count, h, letters, begin, length)
    if number >= 0:
        return number
    number = _find(fresh, count, h, letters, begin, length)
    if number < 0:
        first = fresh.bounds[count]
        for j in range(length):
            fresh.letters[first + j] = letters[begin + j]
        fresh.bounds[count + 1] = first + length
        fresh.keys[count, 0] = h
        fresh.keys[count, 1] = length
        fresh.slots[-1 - number] = count
        number = count
    return known_count + number


@kernel
def number_text(text, kinds, known, known_count, fresh, state, ids):
    """Cut text at whitespace and number its words, as far as there is room for new ones.

    Args:
        text: uint8[...], valid UTF-8. Read.
        kinds: uint8[256], what each byte is. Read.
        known: words that have numbers. Read.
        known_count: how many of them.
        fresh: the other ones. Written.
        state: int64[4]: bytes read, words numbered, fresh words, and whether a newline follows the last word.
            Read and written.
        ids: int32[...]. Written: each word's number, fresh ones after known ones; the complement if a newline
            comes between the word and the one before.
    """
    i, n, count, newline = state[0], state[1], state[2], state[3]
    while i < text.size and 2 * count < fresh.slots.size:
        kind = kinds[text[i]]
        blank = np.int64(kind != LETTER)
        if kind == WIDE:
            blank = _wide_blank(text, i)
        if blank:
            newline |= np.int64(kind == NEWLINE)
            i += blank
            continue
        end = _word_end(text, i, kinds)
        number = _number(text, i, end - i, known, known_count, fresh, count)
        count += np.int64(number == known_count + count)
        ids[n] = number ^ -newline  # x ^ -1 is ~x
        n += 1
        newline = 0
        i = end
    state[0], state[1], state[2], state[3] = i, n, count, newline


@kernel
def number_strings(letters, starts, stops, known, known_count, fresh, state, ids):
    """Number strings, as far as there is room for new ones.

    Args:
        letters: uint8[...]. Read.
        starts: int64[n], string i is letters[starts[i]:stops[i]]. Read.
        stops: int64[n]. Read.
        known: words that have numbers. Read.
        known_count: how many of them.
        fresh: the other ones. Written.
        state: int64[2]: strings numbered, and fresh words. Read and written.
        ids: int32[n]. Written: each string's number, fresh ones after known ones.
    """
    n, count = state[0], state[1]
    while n < starts.size and 2 * count < fresh.slots.size:
        number = _number(letters, starts[n], stops[n] - starts[n], known, known_count, fresh, count)
        count += np.int64(number == known_count + count)
        ids[n] = number
        n += 1
    state[0], state[1] = n, count


@kernel
def fill_slots(words, count):
    """Put words into a new, larger hash table.

    Args:
        words: their slots are all -1. Written.
        count: how many words.
    """
    mask = np.int64(words.slots.size - 1)
    for number in range(count):
        slot = np.int64(words.keys[number, 0] & np.uint64(mask))
        while words.slots[slot] >= 0:
            slot = (slot + 1) & mask
        words.slots[slot] = number


@kernel
def order_by_shard(words, count, places, sizes, letters, bounds):
    """Copy words so that those of the same shard, which depends on their hash, are next to each other.

    Args:
        words: a table. Read.
        count: how many words.
        places: int32[count]. Written: where each word has gone.
        sizes: int64[shards, a power of two]. Written: how many words are in each.
        letters: uint8[...]. Written: the words on end.
        bounds: int64[count + 1]. Written: of each among these.
    """
    mask = np.uint64(sizes.size - 1)
    sizes[:] = 0
    for number in range(count):
        sizes[(words.keys[number, 0] >> np.uint64(48)) & mask] += 1
    next_place = 0
    for shard in range(sizes.size):  # from sizes to first places
        size = sizes[shard]
        sizes[shard] = next_place
        next_place += size
    for number in range(count):
        shard = (words.keys[number, 0] >> np.uint64(48)) & mask
        places[number] = sizes[shard]
        sizes[shard] += 1
        bounds[places[number] + 1] = words.bounds[number + 1] - words.bounds[number]
    bounds[0] = 0
    for place in range(count):
        bounds[place + 1] += bounds[place]
    for number in range(count):
        first, begin = bounds[places[number]], words.bounds[number]
        for j in range(words.bounds[number + 1] - begin):
            letters[first + j] = words.letters[begin + j]
    for shard in range(sizes.size - 1, 0, -1):  # from last places to sizes
        sizes[shard] -= sizes[shard - 1]


@kernel
def count_words(ids, known_count, places, counts):
    """Bring the numbers of fresh words to their places, and count all.

    Args:
        ids: int32[n], numbers or their complements. Written.
        known_count: fresh words are numbered from here on.
        places: int32[...], the place of each fresh word. Read.
        counts: int64[...], of known words and then of fresh ones by place. Occurrences are added.
    """
    for i in range(ids.size):
        number = ids[i]
        marked = number < 0
        if marked:
            number = ~number
        if number >= known_count:
            number = known_count + places[number - known_count]
        counts[number] += 1
        ids[i] = ~number if marked else number
