"""gensim's downloader, which is refused: it runs code that it fetches. What to do instead."""

from typing import Any, NoReturn

from firth.errors import ArgumentError

__all__ = ["info", "load"]

_WAY_OUT = (
    "gensim's downloader imports a program that it fetches, and Firth downloads nothing. Fetch the vectors, such as "
    "https://github.com/RaRe-Technologies/gensim-data/releases, and open them: KeyedVectors.load_word2vec_format(path)"
)


def load(name: str, return_path: bool = False) -> NoReturn:
    """Refuse, with the way out.

    Raises:
        ArgumentError: always.
    """
    raise ArgumentError("name", name, f"{_WAY_OUT}{' or use the path' if return_path else ''}")


def info(name: str | None = None, show_only: Any = None, name_only: bool = False) -> NoReturn:
    """Refuse, with the way out.

    Raises:
        ArgumentError: always.
    """
    raise ArgumentError("name", (name, show_only, name_only), _WAY_OUT)
