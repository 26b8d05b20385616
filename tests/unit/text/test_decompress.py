import bz2
import gzip
import io
import lzma
import os
import warnings

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.errors import DamagedArchiveError
from firth.text.sources import read_chunks

LENIENT = ReadConfig(errors="replace")


def by_arrow(kind):
    return lambda data: pa.Codec(kind).compress(data, asbytes=True)


PACK = {
    "gzip": gzip.compress,
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": by_arrow("zstd"),
    "lz4": by_arrow("lz4"),
}
every_kind = pytest.mark.parametrize("kind", PACK)


@pytest.fixture(scope="module")
def text():
    random = np.random.default_rng(7)
    return b"".join(b"%d\n" % number for number in random.integers(0, 1 << 60, size=40_000))


def tokens_of(data, reading=None, size=1 << 20):
    return b"".join(chunk.data for chunk in read_chunks([io.BytesIO(data)], reading, size=size))


@every_kind
def test_archives_are_recognised_by_their_content_whatever_their_name(tmp_path, kind):
    path = tmp_path / "corpus.txt"
    path.write_bytes(PACK[kind](b"one two\nthree"))
    assert [chunk.data for chunk in read_chunks([path])] == [b"one two\n", b"three\n"]


@every_kind
def test_several_archives_on_end_are_one_text(kind, text):
    pack = PACK[kind]
    assert tokens_of(pack(text[:7]) + pack(b"") + pack(text[7:100_000]) + pack(text[100_000:])) == text + b"\n"


@pytest.mark.parametrize("kind", ["gzip", "xz", "bzip2"])
def test_zero_bytes_between_and_behind_archives_are_padding(kind):
    pack = PACK[kind]
    assert tokens_of(pack(b"a ") + b"\0" * 40_000 + pack(b"b") + b"\0" * 4) == b"a b\n"


@every_kind
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), size=st.integers(1, 20))
@settings(max_examples=25, deadline=None)
def test_whatever_the_chunks_a_packed_text_is_the_plain_one(kind, text, size):
    data = text.encode()
    plain = tokens_of(data, size=size)
    assert plain == data.removeprefix(b"\xef\xbb\xbf") + b"\n"
    assert tokens_of(PACK[kind](data), size=size) == plain


@every_kind
def test_a_well_packed_text_is_not_unpacked_at_once(kind):
    data = PACK[kind](b"word " * 1_000_000)
    lengths = [len(chunk.data) for chunk in read_chunks([io.BytesIO(data)], size=1 << 18)]
    assert sum(lengths) == 5_000_001
    assert max(lengths) <= 5 << 18


@every_kind
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_truncated_archive_names_file_and_byte(tmp_path, kind, share, text):
    data = PACK[kind](text)
    path = tmp_path / "short"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DamagedArchiveError, match=rf"short: the {kind} data is cut short.*'{kind} -t'") as caught:
        list(read_chunks([path]))
    assert caught.value.offset == path.stat().st_size


@every_kind
def test_a_truncated_archive_is_read_to_its_end_if_errors_are_replaced(kind, text):
    data = PACK[kind](text)
    with pytest.warns(UserWarning, match=f"{kind} data is cut short"):
        read = tokens_of(data[: len(data) * 9 // 10], LENIENT)
    assert text.startswith(read[:-1])
    assert len(read) > len(text) * 0.6  # the last block of some kinds is lost


@every_kind
def test_a_damaged_archive_names_about_the_byte(kind, text):
    data = bytearray(PACK[kind](text))
    middle = len(data) // 2
    data[middle : middle + 100_000] = np.random.default_rng(1).bytes(100_000)
    with pytest.raises(DamagedArchiveError, match=f"{kind} data is (damaged|cut short)") as caught:
        tokens_of(bytes(data))
    assert middle - 20_000 < caught.value.offset <= middle + 200_000  # some notice at the end of a block


def test_reading_goes_on_behind_a_damaged_archive(text):
    short = gzip.compress(text)[:-4]
    with pytest.warns(UserWarning, match="<stream>.*The text up to there is used"):
        chunks = list(read_chunks([io.BytesIO(short), io.BytesIO(b"next")], LENIENT))
    assert b"".join(chunk.data for chunk in chunks) == text + b"\nnext\n"


def test_rubbish_behind_an_archive_is_damage():
    with pytest.raises(DamagedArchiveError, match="damaged"):
        tokens_of(gzip.compress(b"a b c") + b"rubbish")


@pytest.mark.parametrize("cut", [12, 100, -4])
def test_a_gzip_file_that_is_cut_short_anywhere_is_named(cut):
    with pytest.raises(DamagedArchiveError, match="cut short"):
        tokens_of(gzip.compress(os.urandom(500))[:cut])


def test_an_undamaged_archive_gives_no_warning(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tokens_of(gzip.compress(text), LENIENT) == text + b"\n"
