import io
import zipfile

import pytest

from firth.errors import CorpusError, SourceError
from firth.text.sources import check, expanded, read_chunks


def read(data):
    return list(read_chunks([io.BytesIO(data)]))


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document.*pdftotext"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x7fELF\2\1\1", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
        (b"SQLite format 3\0", "a.* database"),
        (b"\x93NUMPY\1\0", "a NumPy array"),
        (b'\x10\2\0\0\0\0\0\0{"__metadata__":{"format":"firth-corpus"', "an encoded corpus, not text.*firth train"),
        (b'\x10\2\0\0\0\0\0\0{"__metadata__":{"format":"firth"', "a model.*firth similar"),
        (b"a" * 257 + b"ustar\0", "a tar archive"),
    ],
)
def test_a_binary_file_is_called_by_its_name(head, what):
    with pytest.raises(CorpusError, match=f"<stream> is {what}"):
        read(head + b"\0more of it" * 50)


def test_a_picture_among_texts_is_found_before_anything_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(CorpusError, match=r"b\.png is a PNG picture"):
        check(expanded([tmp_path]))


def test_a_zip_file_says_how_to_unpack_it(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("text.txt", "words")
    with pytest.raises(SourceError, match=r"<stream> is a zip file.*unzip -p FILE\.zip > text\.txt"):
        read(packed.getvalue())
    path = tmp_path / "my words.zip"
    path.write_bytes(packed.getvalue())
    with pytest.raises(SourceError, match=r"unzip -p '.*my words\.zip' > text\.txt"):
        list(read_chunks([path]))


def test_an_office_file_is_not_called_a_zip_file():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(CorpusError, match="Office document"):
        read(packed.getvalue())


@pytest.mark.parametrize("text", [b"PAR1 is a word", b"GIF is one", b"MZ too", b"BZh", b"7z", b"FEA1", b"(\xc2\xb5"])
def test_text_that_begins_almost_so_is_text(text):
    assert read(text)[-1].data.endswith(text.split()[-1] + b"\n")
