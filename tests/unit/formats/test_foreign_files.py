"""Files of other kinds are called what they are."""

import io
import pickle
import sqlite3
import zipfile
import zlib

import numpy as np
import pandas as pd
import pytest

import firth
from firth.errors import FormatError
from firth.formats import FORMATS, read
from firth.gensim.models import Phrases

MODEL = {"wv": np.ones(2)}


def torch():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", b"x")
        archive.writestr("archive/data/0", b"x")
    return out.getvalue()


KINDS = {
    "fastText": ((793712314).to_bytes(4, "little") + bytes(60), r"a fastText model (\(\.bin\)|of version 0)"),
    **{f"pickle {n}": (pickle.dumps(MODEL, n), r"a Python pickle .*save_word2vec_format") for n in range(6)},
    "old torch": (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "an old PyTorch file"),
    "torch": (torch(), "a PyTorch file"),
    "joblib": (zlib.compress(pickle.dumps(MODEL)), "zlib data, perhaps a pickle"),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(60), "an HDF5 file"),
    "Feather": (b"FEA1" + bytes(60), "a Feather file of the first version"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "7z x"),
    "page": (b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page"),
    "LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n", "git lfs pull"),
    "JSON": (b'{"the": [0.1, 0.2]}', "a JSON document"),
    "commas": (b"the,0.1,0.2\nof,0.3,0.4\n", "a table with commas"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(60), "a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(60), "a picture"),
    "GIF": (b"GIF89a\x01\0" + bytes(60), "a picture"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3" + bytes(60), "a PDF document"),
    "list": (b"the 0.1,0.2,0.3\nof 0.4,0.5,0.6\n", "a table with commas"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [".bin", ".vec", ".safetensors", ""])
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path, kind, ending):
    path = tmp_path / f"model{ending}"
    path.write_bytes(KINDS[kind][0])
    for name in [None, *(row.name for row in FORMATS)]:
        with pytest.raises(FormatError, match=KINDS[kind][1]):
            read(path, name)


def test_a_database_is_called_so(tmp_path):
    with sqlite3.connect(tmp_path / "v.magnitude") as database:
        database.execute("create table words (word)")
    database.close()
    with pytest.raises(FormatError, match="an SQLite database"):
        read(tmp_path / "v.magnitude")


@pytest.mark.parametrize("word", ["<html", "(dp0", "PAR1", "{", "[", "GGUF", "version", "%PDF-"])
def test_a_first_word_does_not_make_a_file_of_vectors_another_kind(word):
    assert read(io.BytesIO(f"{word} 0.1 0.2\nof 0.3 0.4\n".encode())).words == (word, "of")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"2 2\rtea 0.5 1\rcup 1 0.5\r", r"carriage returns alone. Put newlines in their place: tr"),
        (b"tea 0.5 1\rcup 1 0.5\r", r"carriage returns alone"),
        (b"tea 0,5 1,5\ncup 1,0 0,5\n", r"decimal commas. Put points in their place"),
        (b"tea;0,5;1,5\ncup;1,0;0,5\n", r"decimal commas"),
        (b"2 2\ntea 0,5 1,5\ncup 1,0 0,5\n", r"'0,5' is not a number. Write decimal points for the commas"),
        (b"word,x1,x2\ntea,0.5,1\ncup,1,0.5\n", r"a table with commas .*read_csv\(path, sep=None, engine='python'\)"),
        (b"word;x1;x2\ntea;0.5;1\ncup;1;0.5\n", r"a table with commas .*read_csv\(path, sep=None, engine='python'\)"),
        (b"word;x1;x2\ntea;0,5;1,0\ncup;1,0;0,5\n", r"between semicolons. .*read_csv\(path, sep=';', decimal=','\)"),
        (b"tea 0.5,1.0,2\ncup 1.0,0.5,2\n", r"Put blanks in their place: tr"),
        (b"tea, 0.5, 1\ncup, 1, 0.5\n", r"a table with commas"),
        (b"once upon a time\n", r"nor a word with its vector. If it is a file of another format, say which"),
    ],
)
def test_tables_that_are_nearly_vectors_are_said_to_be_what_they_are(tmp_path, content, message):
    (tmp_path / "v.txt").write_bytes(content)
    with pytest.raises(FormatError, match=message):
        read(tmp_path / "v.txt")


@pytest.mark.parametrize(
    ("content", "how"),
    [
        ("word,x1,x2\ntea,0.5,1\ncup,1,0.5\n", {"sep": None, "engine": "python"}),
        ("word;x1;x2\ntea;0,5;1,0\ncup;1,0;0,5\n", {"sep": ";", "decimal": ","}),
        ("tea|0.5|1\ncup|1|0.5\n", {"sep": None, "engine": "python", "header": None}),
    ],
)
def test_what_is_said_about_tables_between_marks_reads_them(content, how):
    found = firth.WordVectors.from_frame(pd.read_csv(io.StringIO(content), **how))
    assert (found.words, found.vectors.tolist()) == (("tea", "cup"), [[0.5, 1], [1, 0.5]])


class Derived:
    """As a class of a program, derived from gensim's."""


class Evil:
    def __reduce__(self):
        return print, ("ran",)


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("which", [Derived, Evil])
def test_a_pickle_is_said_to_be_one_and_what_it_names_is_told(tmp_path, protocol, which, capsys):
    path = tmp_path / "some.model"
    path.write_bytes(pickle.dumps(which(), protocol))
    name = "print" if which is Evil else "Derived"
    for load in (firth.load, Phrases.load):
        with pytest.raises(FormatError, match=f"a Python pickle.* It names '.*({name})"):
            load(path)
    assert capsys.readouterr().out == ""


def test_a_file_of_phrases_names_what_opens_it(tmp_path):
    Phrases([["new", "york"]], min_count=1).save(tmp_path / "phrases")
    with pytest.raises(FormatError, match=r"a file of phrases.*Phrases\.load"):
        firth.load(tmp_path / "phrases")


def test_bytes_that_are_no_text_are_no_file_of_phrases(tmp_path):
    (tmp_path / "phrases").write_bytes(b'{"format": "\xff\xfe"}')
    with pytest.raises(FormatError, match=r"it is no text\. Name one that Phrases.save wrote"):
        Phrases.load(tmp_path / "phrases")
