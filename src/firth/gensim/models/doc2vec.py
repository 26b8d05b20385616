"""gensim's `Doc2Vec`, which Firth does not have: the names, and what to do instead."""

from typing import Any, NamedTuple, NoReturn

from firth.errors import MissingPartError

__all__ = ["Doc2Vec", "TaggedDocument"]


class TaggedDocument(NamedTuple):
    """The words of a document, and its tags.

    Attributes:
        words: a list of words.
        tags: a list of tags.
    """

    words: list[str]
    tags: list[Any]


class Doc2Vec:
    """Vectors of documents, which are refused.

    Raises:
        MissingPartError: always.
    """

    def __init__(self, *_: Any, **__: Any) -> None:
        _refuse()

    @classmethod
    def load(cls, *_: Any, **__: Any) -> NoReturn:
        """Refuse, with the way out; the word vectors of such a model can be read."""
        _refuse()


def _refuse() -> NoReturn:
    raise MissingPartError(
        "Firth has no Doc2Vec. For the vector of a document take the mean of its words: wv.get_mean_vector(words). The "
        "word vectors of a saved Doc2Vec open with firth.gensim.models.KeyedVectors.load."
    )
