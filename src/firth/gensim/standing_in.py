"""Firth in the place of gensim, for programs that cannot be changed.

Where gensim is installed, its other parts stay: only its modules of words are Firth's then, and their classes in
`gensim.models`. Where it is not, whatever else a program asks of it is an ImportError that says so.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder
from pathlib import Path
from types import ModuleType

import firth.gensim as skin
from firth.gensim import downloader, matutils, models, utils
from firth.gensim.elsewhere import not_of_words
from firth.gensim.models import callbacks, doc2vec, fasttext, keyedvectors, phrases, word2vec

__all__ = ["stand_in"]

_WORDS = {
    "callbacks": callbacks,
    "fasttext": fasttext,
    "keyedvectors": keyedvectors,
    "phrases": phrases,
    "word2vec": word2vec,
}


def stand_in(*, beside_gensim: bool = True) -> None:
    """Let ``import gensim`` give Firth, in this process.

    Args:
        beside_gensim: where gensim is installed, leave its other parts in their places.
    """
    real = _real_models() if beside_gensim else None
    if real is None:
        sys.modules |= {"gensim": skin, "gensim.models": models, "gensim.models.doc2vec": doc2vec}
        sys.modules |= {"gensim.utils": utils, "gensim.matutils": matutils, "gensim.downloader": downloader}
        sys.meta_path.insert(0, _NothingElse())
    else:
        for name in ("FastText", "FrozenPhrases", "KeyedVectors", "Phraser", "Phrases", "Word2Vec"):
            setattr(real, name, getattr(models, name))
    for name, module in _WORDS.items():
        sys.modules[f"gensim.models.{name}"] = module
        if real is not None:
            setattr(real, name, module)


def _real_models() -> ModuleType | None:
    """Gensim's own `gensim.models`, if it can be imported."""
    if importlib.util.find_spec("gensim") is None:
        return None
    try:
        return importlib.import_module("gensim.models")
    except ImportError:  # built for another NumPy, or without what it needs
        return None


_ANY = DistributionFinder.Context()


class _NothingElse(DistributionFinder):
    """Says of each other module of gensim that it is not there; without it, Python would look for them in Firth.

    Programs also ask which version of gensim is installed.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if not fullname.startswith("gensim."):
            return None
        raise not_of_words(fullname)

    def find_distributions(self, context: DistributionFinder.Context = _ANY) -> Iterator[Distribution]:
        """The version of gensim whose names there are, for `importlib.metadata`."""
        if context.name == "gensim":
            yield _Gensim()


class _Gensim(Distribution):
    """What is known of gensim as a package."""

    def read_text(self, filename: str) -> str | None:
        is_metadata = filename in {"METADATA", "PKG-INFO"}
        return f"Metadata-Version: 2.1\nName: gensim\nVersion: {skin.__version__}\n" if is_metadata else None

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        return Path(__file__).parent / path
