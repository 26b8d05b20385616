import bz2
import gzip
import io
import random
from itertools import pairwise

import pytest

from firth.config import ReadConfig
from firth.text import excerpt as excerpt_module
from firth.text.excerpt import excerpt, pieces_of

LINES = [f"line{number} of the text, 文本 and its words\n" for number in range(40_000)]
TEXT = "".join(LINES).encode()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT)
    return path


def test_a_small_text_is_taken_whole(path):
    part = excerpt([path], ReadConfig())
    assert part.complete
    assert part.share == 1
    assert part.text().split() == TEXT.split()


def test_places_of_a_large_text_lie_over_all_of_it_and_hold_whole_words(path):
    part = excerpt([path], ReadConfig(), most=len(TEXT) // 8)
    assert part.share == pytest.approx(1 / 8, rel=0.2)
    words = part.text().decode().split()
    assert set(words) <= set(TEXT.decode().split())
    assert words[0] == "line0"
    numbers = [int(word[4:]) for word in words if word.startswith("line")]
    assert numbers[-1] > 39_000
    assert max(b - a for a, b in pairwise(numbers)) < 40_000 * 2 / (len(part.pieces) - 1)


def test_several_files_are_sampled_as_one(path, tmp_path):
    other = tmp_path / "other.txt"
    other.write_bytes(TEXT.upper())
    part = excerpt([path, other], ReadConfig(), most=len(TEXT) // 8)
    text = part.text()
    assert text.count(b"LINE") == pytest.approx(text.count(b"line"), rel=0.3)
    assert part.bytes_total == 2 * len(TEXT)


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress])
def test_of_a_compressed_text_the_beginning_is_taken_and_its_size_estimated(tmp_path, packed):
    path = tmp_path / "text.packed"
    text = b"line0 of " + random.Random(1).randbytes(1_000_000).hex(" ", 4).encode()
    path.write_bytes(packed(text))
    part = excerpt([path], ReadConfig(), most=path.stat().st_size // 3)
    assert part.text().startswith(b"line0 of")
    assert not part.complete
    assert part.bytes_total == pytest.approx(len(text), rel=0.4)  # what unpacks works ahead


def test_of_a_stream_the_beginning_is_taken():
    class Pipe(io.BytesIO):
        def fileno(self):
            raise OSError

    part = excerpt([Pipe(TEXT)], ReadConfig(), most=1_000)
    assert part.bytes_total is None
    assert part.share is None
    assert part.text().startswith(b"line0 of")


def test_other_encodings_are_sampled_in_places_and_become_utf_8(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.decode().encode("gb18030"))
    part = excerpt([path], ReadConfig(encoding="gb18030"), most=len(TEXT) // 8)
    assert len(part.pieces) > 2
    assert set(part.text().decode().split()) <= set(TEXT.decode().split())


def test_the_pieces_of_all_of_a_text_are_the_text(path):
    assert b"".join(piece.data for piece in pieces_of([path], ReadConfig())).split() == TEXT.split()


def test_a_text_without_any_whitespace_keeps_its_characters(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("文本".encode() * 100_000)
    part = excerpt([path], ReadConfig(), most=60_000)
    assert set(part.text().decode()) <= set("文本\n")


def test_a_packed_text_is_sampled_beyond_its_beginning(tmp_path, monkeypatch):
    monkeypatch.setattr(excerpt_module, "_UNPACKED_BYTES", 1 << 20)
    monkeypatch.setattr(excerpt_module, "PLACE_BYTES", 512)
    rng = random.Random(1)
    words = [f"{kind}{rng.getrandbits(60):015x}" for kind in "ab" for _ in range(30_000)]
    path = tmp_path / "t.gz"
    path.write_bytes(gzip.compress(" ".join(words).encode()))
    part = excerpt([path], ReadConfig(), 16 << 10)
    taken = part.text().split()
    assert not part.complete
    assert 12 << 10 < part.bytes_read < 20 << 10
    assert 0.4 < sum(word.startswith(b"a") for word in taken) / len(taken) < 0.6
    assert part.bytes_total == pytest.approx(17 * len(words), rel=0.05)
    assert {len(word) for word in taken} == {16}
