"""Vectors in the place of text are noticed; text that begins like them is not taken for them."""

import gzip
import io

import numpy as np
import pytest

import firth
from firth.errors import CorpusError

QUICK = {"min_count": 1, "vector_size": 4, "workers": 1, "epochs": 1}


def rows(width, words=("the", ",", "of", "国王", "1914"), blank=" "):
    numbers = np.random.default_rng(1).normal(size=(len(words), width))
    return "".join(
        blank.join([word, *(f"{x:.4f}" for x in row)]) + "\n" for word, row in zip(words, numbers, strict=True)
    ).encode()


def word2vec_binary(width):
    numbers = np.random.default_rng(1).normal(size=(3, width)).astype("<f4")
    words = (b"the", b"of", "国王".encode())
    return b"3 %d\n" % width + b"".join(word + b" " + row.tobytes() for word, row in zip(words, numbers, strict=True))


VECTORS = {
    "word2vec text": b"5 100\n" + rows(100),
    "of two dimensions": b"5 2\n" + rows(2),
    "with tabs": b"5\t20\n" + rows(20, blank="\t"),
    "with a byte-order mark": b"\xef\xbb\xbf5 100\n" + rows(100),
    "with Windows line ends": (b"5 100\n" + rows(100)).replace(b"\n", b"\r\n"),
    "with blanks in words": b"5 50\n" + rows(50, words=("World War II", "the", "at", "New York", "x")),
    "GloVe": rows(50),
    "longer than what is looked at": b"2000 300\n" + rows(300, words=tuple(f"w{i}" for i in range(2000))),
    "word2vec binary": word2vec_binary(100),
    "word2vec binary with line ends": word2vec_binary(10).replace(b"3 10\n", b"3 10\n"),
    "a fastText model": b"\xba\x16\x4f\x2f" + bytes(100),
    "a pickle": b"\x80\x04\x95" + bytes(100),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(100),
}

TEXTS = {
    "an edge list": b"1 2\n1 6\n450 230\n",
    "edges under a line of sizes": b"3 3\n1 2\n2 3\n1 3\n",
    "edges with weights under a line of sizes": b"3 3\n1 2 5\n2 3 1\n1 3 4\n",
    "a year and a month": b"2019 12\nwar and peace\nand peace and war\n",
    "numbers later on": b"2019 12\nwar and peace\n" + b"the table: 1 2 3 4 5 6 7 8 9 10 11 12\n" + b"and so on\n" * 9,
    "verses": b"".join(b"%d %d\nin the beginning was the word\n" % (i, i + 1) for i in range(1, 20)),
    "Chinese": "2019 12\n战争 与 和平\n与 战争\n".encode(),
    "lines of numbers": b"1 2 3\n4 5 6\n7 8 9\n" * 5,
    "long lines of numbers": b"".join(b" ".join(b"%d" % (i * j) for j in range(20)) + b"\n" for i in range(20)),
    "two numbers alone": b"10 20\n",
    "one word and a number": b"tea 3\ncup 2\n" * 5,
}


@pytest.mark.parametrize("kind", VECTORS)
def test_vectors_are_refused_with_the_remedy(kind, tmp_path):
    path = tmp_path / "v.txt"
    path.write_bytes(VECTORS[kind])
    with pytest.raises(CorpusError, match=r"v\.txt (holds vectors|is) .*(--initial FILE|text that it was trained on)"):
        firth.train(str(path), **QUICK)
    with pytest.raises(CorpusError, match=r"holds vectors|model|pickle|HDF5"):
        firth.train(io.BytesIO(gzip.compress(VECTORS[kind])), **QUICK)


@pytest.mark.parametrize("kind", TEXTS)
def test_text_that_begins_like_vectors_is_text(kind, tmp_path):
    path = tmp_path / "t.txt"
    path.write_bytes(TEXTS[kind])
    assert firth.encode(str(path), min_count=1).tokens_read == len(TEXTS[kind].split())


def test_text_of_another_encoding_that_begins_with_two_numbers_is_text():
    text = "2019 12\n战争 与 和平\n与 战争\n".encode("gb18030")
    assert firth.encode(io.BytesIO(text), encoding="gb18030", min_count=1).tokens_read == 7


def test_what_firth_saves_is_not_trained_on(tmp_path):
    vectors = firth.train([["a", "b", "c"]] * 9, **(QUICK | {"vector_size": 20, "sample": 0}))
    for name in ("v.txt", "v.bin", "v.safetensors"):
        vectors.save(tmp_path / name)
        with pytest.raises(CorpusError, match=r"holds vectors|a model or another file of tensors"):
            firth.train(str(tmp_path / name), **QUICK)
