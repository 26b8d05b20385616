"""Files that are not vectors as we read them: what they are, by their first bytes, and the way out."""

import pickletools
import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from firth.errors import FormatError, quoted

__all__ = ["refuse_foreign", "unknown"]


class _Signature(NamedTuple):
    """How files of a kind begin (a regular expression), what a message calls them, and what to do."""

    first_bytes: bytes
    what: str
    remedy: str


_GENSIM = (
    "Where it comes from, in Python: model.wv.save_word2vec_format('vectors.bin', binary=True) of gensim, or "
    "firth.WordVectors(words, matrix).save('vectors.safetensors')"
)
_CSV = (
    "Read it with pandas: firth.WordVectors.from_frame(pandas.read_csv(path)).save('vectors.safetensors'); add "
    "header=None if it does not begin with the names of its columns"
)
_ARRAY = "Bring words and numbers together: firth.WordVectors(words, matrix).save('vectors.safetensors')"

_SIGNATURES = tuple(
    _Signature(*signature)
    for signature in (
        (
            rb"\xba\x16\x4f\x2f",
            "a fastText model (.bin), which is read as fasttext-bin",
            "Name that format, or none",
        ),
        (
            rb"\x80\x02\x8a\nl\xfc\x9cF\xf9",
            "an old PyTorch file, a pickle, which can run code when it is opened",
            _ARRAY,
        ),
        (
            (
                rb"\x80[\x02-\x05]|c[\w.]+\n\w+\n(p[0-9]+\n|q.)?\(|[}\]]q\0"
                rb"|c(copy_reg|__builtin__|numpy|gensim)[^\n ]*\n|\((dp|lp|i)[0-9a-z_]+\n"
            ),
            "a Python pickle (gensim's .model and .kv, joblib ...), which can run code when it is opened",
            _GENSIM,
        ),
        (rb"x[\x01\x9c\xda]", "zlib data, perhaps a pickle that joblib wrote", _GENSIM),
        (
            rb"\x89HDF\r\n",
            "an HDF5 file (Numberbatch's mini.h5 ...)",
            "Read it with pandas, then firth.WordVectors.from_frame(pandas.read_hdf(path)).save('vectors.safetensors')",
        ),
        (rb"SQLite format 3\0", "an SQLite database (Magnitude ...)", _ARRAY),
        (
            rb"FEA1",
            "a Feather file of the first version",
            "Write it in the second: pyarrow.feather.write_feather(pyarrow.feather.read_table(path), 'new.feather')",
        ),
        (rb"GGUF|ggml|lmgg", "a language model (GGUF)", _ARRAY),
        (rb".{257}ustar", "a tar archive", "Unpack it first: tar -xf FILE"),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first: 7z x FILE"),
        (rb"Rar!\x1a\x07", "a RAR archive", "Unpack it first: unrar x FILE"),
        (rb"\x1f\x9d", "a file packed by compress (.Z)", "Unpack it first: gunzip FILE"),
        (rb"version https://git-lfs", "a pointer of Git LFS, not the file itself", "Fetch the file: git lfs pull"),
        (
            rb"\s*<(!doctype|html|\?xml)",
            "a web page, perhaps one that says why the file was not sent",
            "Open it in a browser, and fetch the file again.",
        ),
        (
            rb"\{\"format\": \"firth-phrases\"",
            "a file of phrases, without vectors",
            "Open it with firth.gensim.models.Phrases.load or FrozenPhrases.load",
        ),
        (rb"\s*(\{\s*\"|\[\s*[\[{\"])", "a JSON document", _ARRAY),
        (rb"%PDF-", "a PDF document", "Is it the file you meant?"),
        (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a", "a picture", "Is it the file you meant?"),
        (rb"\x7fELF|MZ.{100,}This program", "a program", "Is it the file you meant?"),
        (
            rb"[^\0-\x08\n\r]+\r(?!\n)[^\n\r]*[ \t][-+]?[0-9.]+(e[-+]?[0-9]+)?[ \t]*\r",
            "a file whose lines end in carriage returns alone",
            "Put newlines in their place: tr '\\r' '\\n' < FILE > vectors.txt",
        ),
        (
            rb"([^\n]*\n)?[^\n;]+(;[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?){2}[;\r\n]",
            "a table of numbers with decimal commas, between semicolons",
            _CSV.replace("path", "path, sep=';', decimal=','"),
        ),
        (
            rb"[^\s;]+([ \t;]+[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?){2}[ \t;\r\n]",
            "a table of numbers with decimal commas",
            "Put points in their place, and blanks between the columns: tr ',;' '. ' < FILE > vectors.txt",
        ),
        (
            rb"[^\s,;|]+[ \t]+[-+]?[0-9.]+([,;|])[-+]?[0-9.]+\1",
            "a table with commas or other marks between its numbers",
            "Put blanks in their place: tr ',;|' ' ' < FILE > vectors.txt",
        ),
        (
            rb"([^\n]*\n)?[^\n,;|]*([,;|]) ?[-+]?[0-9.]+(e[-+]?[0-9]+)?\2 ?[-+]?[0-9.]+(e[-+]?[0-9]+)?[,;|\r\n]",
            "a table with commas or other marks between its numbers",
            _CSV.replace("path", "path, sep=None, engine='python'"),
        ),
    )
)
_USUAL = ("gensim.", "numpy.", "copyreg.", "copy_reg.", "builtins.object", "__builtin__.object", "collections.")
"""How the names begin that models of gensim and arrays have."""

_PRINTABLE = re.compile(rb"[^\0-\x08\x0e-\x1f\x7f]*")


def refuse_foreign(name: str, head: bytes) -> None:
    """Stop at a file of another kind.

    Raises:
        FormatError: it says what the file is, and what to do.
    """
    for signature in _SIGNATURES:
        if re.match(signature.first_bytes, head, re.DOTALL | re.IGNORECASE):
            remedy = signature.remedy.replace("FILE", shlex.quote(name))
            raise FormatError(f"{name} is {signature.what}. {_named(head)}{remedy}")


def _named(head: bytes) -> str:
    """What a pickle names that is not of gensim or NumPy; empty for other files, and if it names nothing else."""
    name = next((name for name in _names(head) if not name.startswith(_USUAL)), None)
    return "" if name is None else f"It names {quoted(name, 80)}, which is neither of gensim nor of NumPy. "


def _names(head: bytes) -> Iterator[str]:
    """The functions and classes that a pickle names, as far as it is one."""
    texts: list[str] = []
    kept: list[str] = []
    with suppress(Exception):  # damaged, or no pickle: this adds to a message, no more
        value: Any
        for step, value, _ in pickletools.genops(head):
            if step.name == "GLOBAL":
                yield value.replace(" ", ".")
            elif step.name == "STACK_GLOBAL":
                yield ".".join(texts[-2:])
            elif step.name == "MEMOIZE":
                kept.append(texts[-1] if texts else "")
            elif step.name in {"BINGET", "LONG_BINGET"} and value < len(kept):
                texts.append(kept[value])
            elif isinstance(value, str):
                texts.append(value)


def unknown(name: str, head: bytes, known: str) -> FormatError:
    """The error for a file that nothing is known of."""
    advice = f"Known are {known}; name one if the file is of it."
    if _PRINTABLE.fullmatch(head):
        advice = f"If it is text, train on it first: firth train {name} -o vectors.safetensors. {advice}"
    return FormatError(f"{name} is of no known format: it begins with {head[:24]!r}. {advice}")
