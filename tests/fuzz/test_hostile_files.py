"""Files that somebody has thought about: cut anywhere, or made to fill the memory."""

import gzip
import json

import fasttext_files
import pytest
from readers import READERS

from fuzz import MEMORY

TIMES, CONSTANT = 200, 64 << 20
"""Reading vectors takes at most so many times the size of the file, and so many bytes more."""

TEXT_BYTES = 256 << 20
"""What reading a text takes at most, beside the numbers of its words."""


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_is_cut_anywhere_is_a_value_or_an_error_that_names_it(server, tmp_path, reader):
    seed = READERS[reader].seeds()[0]
    path = tmp_path / seed.name
    step = max(1, len(seed.data) // 50)
    for length in {*range(0, len(seed.data), step), *range(max(len(seed.data) - 10, 0), len(seed.data))}:
        path.write_bytes(seed.data[:length])
        assert server.read(reader, path, MEMORY).failure == ""


def with_header(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ("safetensors", "v.safetensors", len(text).to_bytes(8, "little") + text + data)


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


MODEL = {"vectors": tensor("F32", [1, 1], 16, 20), "word_offsets": tensor("I64", [2], 0, 16)}
MODEL["words"] = tensor("U8", [1], 20, 21)
DATA = (0).to_bytes(8, "little") + (1).to_bytes(8, "little") + bytes(4) + b"a"
DEEP_INFO = {"format": "firth", "version": "1", "info": '{"a": [' + '{"": 0},' * 50_000 + "[]]}"}
SHORT_WORDS = [f"{number:x}".encode() for number in range(30_000)]

LARGE = {
    "a header of many lists": with_header(b'{"a": [' + b"[]," * 100_000 + b"[]]}"),
    "a header of many objects": with_header(b"{" + b",".join(b'"%d":{}' % n for n in range(50_000)) + b"}"),
    "info of many objects": with_header({"__metadata__": DEEP_INFO, **MODEL}, DATA),
    "a header of long numbers": with_header({"a": tensor("F32", [10**4000] * 500, 0, 0)}),
    "a row of many numbers": ("word2vec-text", "v.txt", b"word" + b" 1" * 200_000 + b"\n"),
    "a row of many fields": ("word2vec-text", "v.txt", b"1 100000\nword" + b" 1e" * 100_000 + b"\n"),
    "many short rows": ("word2vec-text", "v.vec", b"".join(b"%b 1 1\n" % word for word in SHORT_WORDS)),
    "many words that are not UTF-8": (
        "word2vec-text",
        "v.txt",
        b"9 1\n" + b"".join(b"\xff%b 1\n" % word for word in SHORT_WORDS),
    ),
    "many blank lines": ("word2vec-text", "v.txt", b"1 1\n" + b"\n" * 500_000),
    "one word many times": ("word2vec-text", "v.txt", b"1 1\na 1\n" + b"a 1\n" * 50_000),
    "no words": ("word2vec-binary", "v.bin", b"30000 1\n" + b" \0\0\x80\x3f" * 30_000),
    "a dictionary of short words": (
        "fasttext-bin",
        "m.bin",
        fasttext_files.model([b"</s>", *SHORT_WORDS], bucket=1, maxn=32),
    ),
    "a word of many n-grams": ("fasttext-bin", "m.bin", fasttext_files.model([b"b" * 65_000], bucket=1, maxn=32)),
    "many words of many n-grams": (
        "fasttext-bin",
        "m.bin",
        fasttext_files.model([b"%b%d" % (b"b" * 60, number) for number in range(2_000)], bucket=1, minn=1, maxn=32),
    ),
    "packed lines without end": ("packed-vectors", "v.txt.gz", gzip.compress(b"2 2\n" + b"a" * (40 << 20))),
    "packed rows without end": ("packed-vectors", "v.bin.gz", gzip.compress(b"2 999999999\na " + bytes(40 << 20))),
    "packed blank lines": ("packed-vectors", "v.txt.gz", gzip.compress(b"2 2\na 1 1\n" + b"\n" * (10 << 20))),
}


@pytest.mark.parametrize("what", LARGE)
def test_vectors_take_no_more_memory_than_their_file_accounts_for(server, tmp_path, what):
    reader, name, data = LARGE[what]
    (tmp_path / name).write_bytes(data)
    assert server.read(reader, tmp_path / name, TIMES * len(data) + CONSTANT).failure == ""


LONG = 80 << 20
PACKED = {
    "blanks": ("t.gz", b" " * LONG),
    "lines": ("t.gz", b"\n" * LONG),
    "one line of JSON": ("t.jsonl.gz", b'{"text": "a"}\n{"text": "' + b"a" * LONG),
    "one row of CSV": ("t.csv.gz", b"id,text\n1," + b"a" * LONG),
    "many rows in quotes": ("t.csv.gz", b'id,text\n1,"' + b"a\n" * (LONG // 2)),
}


@pytest.mark.parametrize("what", PACKED)
def test_text_that_is_packed_to_fill_the_memory_does_not(server, tmp_path, what):
    name, data = PACKED[what]
    (tmp_path / name).write_bytes(gzip.compress(data, 1))
    assert server.read("text", tmp_path / name, TEXT_BYTES).failure == ""
