"""Names that gensim 4 took away: what each says, and what to write instead."""

import warnings
from typing import Any

from firth.gensim.keyed.comparing import Comparing
from firth.gensim.keyed.keys import Key, Rows

__all__ = ["Removed"]


def _removed(name: str, remedy: str) -> property:
    def refuse(_: object) -> Any:
        raise AttributeError(f"The {name} attribute was removed from KeyedVectors in gensim 4. {remedy}")

    return property(refuse, doc=f"Gone since gensim 4. {remedy}")


_KEYS = "Use .index_to_key, the list of the keys, and .key_to_index, the row of each."


class Removed(Comparing):
    """The part of `KeyedVectors` that knows older names."""

    vocab = _removed("vocab", f"{_KEYS} Counts: .get_vecattr(key, 'count').")
    index2word = _removed("index2word", _KEYS)
    index2entity = _removed("index2entity", _KEYS)
    vectors_norm = _removed("vectors_norm", "Use .get_normed_vectors().")
    syn0 = _removed("syn0", "Use .vectors.")
    syn0norm = _removed("syn0norm", "Use .get_normed_vectors().")
    wv = _removed("wv", "These are the vectors themselves: leave .wv out.")

    def word_vec(self, *args: Any, **kwargs: Any) -> Rows:
        """`get_vector`, by its older name, which warns."""
        _warn("word_vec", "get_vector")
        return self.get_vector(*args, **kwargs)

    def words_closer_than(self, word1: Key, word2: Key) -> list[Key]:
        """`closer_than`, by its older name, which warns."""
        _warn("words_closer_than", "closer_than")
        return self.closer_than(word1, word2)

    def init_sims(self, replace: bool = False) -> None:
        """`fill_norms`, or with `replace` `unit_normalize_all`, by its older name, which warns."""
        _warn("init_sims", "fill_norms")
        self.fill_norms()
        if replace:
            self.unit_normalize_all()


def _warn(old: str, new: str) -> None:
    warnings.warn(f"Call to deprecated `{old}`. Use {new}() instead.", DeprecationWarning, stacklevel=3)
