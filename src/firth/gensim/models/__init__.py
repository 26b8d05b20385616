"""gensim's models of words, in its modules, each loaded on first use; ``doc2vec`` refuses.

``word2vec``, ``fasttext``, ``keyedvectors``, ``phrases`` and ``callbacks`` hold what programs take from there.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Doc2Vec": "doc2vec",
    "FAST_VERSION": "word2vec",
    "FastText": "fasttext",
    "FrozenPhrases": "phrases",
    "KeyedVectors": "keyedvectors",
    "Phraser": "phrases",
    "Phrases": "phrases",
    "Word2Vec": "word2vec",
}
_MODULES = frozenset((*_HOMES.values(), "callbacks"))

__all__ = sorted({*_HOMES, *_MODULES})  # noqa: PLE0605 - a list


def __getattr__(name: str) -> Any:
    """A class of gensim's, or one of its modules, when it is first asked for."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}: of gensim's models, Firth has those of words"
        )
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
