"""Text to numbers: where its words are, and which.

Words are bytes of UTF-8. A table of words is a hash table that only grows, with linear probing: whoever reads it while
another thread adds words ignores those whose number is beyond what the table held when the reading began, and looks on.
"""

from typing import Any, NamedTuple

import numpy as np

from firth.kernels.compiling import entry, helper

LETTER, BLANK, NEWLINE, WIDE = range(4)
"""What a byte is: part of a word, an ASCII whitespace character, the one that ends a line, or the first byte of what
may be one of the whitespace characters beyond ASCII."""


# FNV-1a, 64 bits (Fowler, Noll and Vo; RFC 9923): a multiplication for each byte, and short words are what there is
_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


class Words(NamedTuple):
    """Distinct words, numbered, and a hash table to find them by. Arrays are longer than what they hold."""

    slots: Any  # int32[M], M a power of two: a word's number, or -1
    hashes: Any  # uint64[C], of each word
    bounds: Any  # int64[C + 1], word i is letters[bounds[i]:bounds[i + 1]]
    letters: Any  # uint8[L]


@helper
def _mixed(h):
    """Spread the hash' high bits over its low ones."""
    h ^= h >> np.uint64(32)
    h *= np.uint64(0x9E3779B97F4A7C15)
    return h ^ (h >> np.uint64(29))


@helper
def _hash(letters, begin, end):
    h = _SEED
    for i in range(begin, end):
        h = (h ^ np.uint64(letters[i])) * _PRIME
    return _mixed(h)


@helper
def _find(words, count, h, word):
    """The number of a word that is among the first `count`, or -1 less the empty slot where it would be put."""
    text, begin, length = word
    mask = np.int64(words.slots.size - 1)
    slot = np.int64(h & np.uint64(mask))
    while True:
        number = words.slots[slot]
        if number < 0:
            return -1 - slot
        if number < count and words.hashes[number] == h:
            first = words.bounds[number]
            if words.bounds[number + 1] - first == length:
                same = 0
                while same < length and words.letters[first + same] == text[begin + same]:
                    same += 1
                if same == length:
                    return number
        slot = (slot + 1) & mask


@helper
def _add(words, count, h, slot, word):
    """Put a word at the end, number `count`."""
    text, begin, length = word
    first = words.bounds[count]
    for j in range(length):
        words.letters[first + j] = text[begin + j]
    words.bounds[count + 1] = first + length
    words.hashes[count] = h
    words.slots[slot] = count


@helper
def _numbered(known, known_count, fresh, count, h, word):
    """The number of a word, made if it has none, and how many fresh words there are then."""
    number = _find(known, known_count, h, word)
    if number >= 0:
        return number, count
    number = _find(fresh, count, h, word)
    if number >= 0:
        return known_count + number, count
    _add(fresh, count, h, -1 - number, word)
    return known_count + count, count + 1


@helper
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


@entry
def number_text(text, kinds, known, known_count, fresh, state, ids):
    """Cut text at whitespace and number its words, as far as there is room for new ones.

    Args:
        text: uint8[n], valid UTF-8 that ends with a whitespace character. Read.
        kinds: uint8[256], what each byte is. Read.
        known: words that have numbers. Read.
        known_count: how many of them.
        fresh: the other words of this text. Written.
        state: int64[4]: where to read on, words numbered, fresh words, and whether a newline stood last. Read and
            written.
        ids: int32[n // 2]. Written: each word's number, fresh ones behind known ones; its complement where a newline
            stands before it.
    """
    i, n, count, broken = state[0], state[1], state[2], state[3]
    while i < text.size and 2 * count < fresh.slots.size:
        kind = kinds[text[i]]
        if kind == BLANK:
            i += 1
            continue
        if kind == NEWLINE:
            i += 1
            broken = 1
            continue
        if kind == WIDE:
            length = _wide_blank(text, i)
            if length:
                i += length
                continue
        begin = i
        h = _SEED
        while kind == LETTER or (kind == WIDE and not _wide_blank(text, i)):
            h = (h ^ np.uint64(text[i])) * _PRIME
            i += 1
            kind = kinds[text[i]]
        number, count = _numbered(known, known_count, fresh, count, _mixed(h), (text, begin, i - begin))
        ids[n] = ~number if broken else number
        n += 1
        broken = 0
    state[0], state[1], state[2], state[3] = i, n, count, broken


@entry
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
        ids: int32[n]. Written: each string's number, fresh ones behind known ones.
    """
    n, count = state[0], state[1]
    while n < starts.size and 2 * count < fresh.slots.size:
        begin, end = starts[n], stops[n]
        h = _hash(letters, begin, end)
        ids[n], count = _numbered(known, known_count, fresh, count, h, (letters, begin, end - begin))
        n += 1
    state[0], state[1] = n, count


@entry
def find_strings(letters, starts, stops, known, known_count, ids):
    """Look strings up.

    Args:
        letters: uint8[...]. Read.
        starts: int64[n], string i is letters[starts[i]:stops[i]]. Read.
        stops: int64[n]. Read.
        known: words that have numbers. Read.
        known_count: how many of them.
        ids: int32[n]. Written: each string's number, -1 where it has none.
    """
    for n in range(starts.size):
        begin, end = starts[n], stops[n]
        h = _hash(letters, begin, end)
        ids[n] = max(-1, _find(known, known_count, h, (letters, begin, end - begin)))


@entry
def fill_slots(words, count):
    """Put words into a new, larger hash table.

    Args:
        words: their slots are all -1. Written.
        count: how many words.
    """
    mask = np.int64(words.slots.size - 1)
    for number in range(count):
        slot = np.int64(words.hashes[number] & np.uint64(mask))
        while words.slots[slot] >= 0:
            slot = (slot + 1) & mask
        words.slots[slot] = number


@entry
def order_by_shard(words, count, places, sizes, letters, bounds):
    """Copy words so that those of the same shard, which their hash decides, stand together.

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
        sizes[(words.hashes[number] >> np.uint64(48)) & mask] += 1
    next_place = 0
    for shard in range(sizes.size):  # from sizes to first places
        size = sizes[shard]
        sizes[shard] = next_place
        next_place += size
    for number in range(count):
        shard = (words.hashes[number] >> np.uint64(48)) & mask
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


@entry
def tally(ids, known_count, places, counts):
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
