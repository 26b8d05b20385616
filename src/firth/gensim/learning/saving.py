"""Files of whole models: a Firth model with gensim's parameters in its info, which `firth.load` opens as well."""

import copy
import warnings
from collections.abc import Mapping
from typing import Any, NoReturn, Self, TypeVar

import numpy as np

from firth.errors import FormatError
from firth.formats import read, write
from firth.formats.record import Record
from firth.gensim.keyed.attributes import plain_attributes, warn_of_lost
from firth.gensim.keyed.keys import Keys
from firth.gensim.keyed.records import INFO, keys_of, lost_of, record_of
from firth.gensim.learning.vocabulary import HasVocabulary, training_order
from firth.gensim.missing import told_if_missing
from firth.vectors.word_vectors import WordVectors, of_record

__all__ = ["Saved", "WrongClassError"]

_USUAL = {
    "alpha": 0.025,
    "batch_words": 10_000,
    "cbow_mean": 1,
    "compute_loss": False,
    "corpus_count": None,
    "corpus_total_words": None,
    "epochs": 5,
    "hs": 0,
    "max_final_vocab": None,
    "max_vocab_size": None,
    "min_alpha": 0.0001,
    "min_alpha_yet_reached": 0.025,
    "min_count": 5,
    "negative": 5,
    "ns_exponent": 0.75,
    "null_word": 0,
    "sample": 1e-3,
    "seed": 1,
    "sg": 0,
    "shrink_windows": True,
    "sorted_vocab": 1,
    "window": 5,
    "workers": 3,
}
"""What a file does not say: gensim's defaults."""

_OURS = frozenset(
    (
        *("wv", "syn1", "syn1neg", "cum_table", "raw_vocab", "random", "load", "total_train_time"),
        *("_info", "_summed", "_once", "_scan", "_before", "_ngrams"),
    )
)
"""Attributes of a model that are stored elsewhere in a file, or made anew."""

Kind = TypeVar("Kind")


class WrongClassError(FormatError, AttributeError):
    """A file that holds another kind of model; gensim raises an AttributeError for it."""


class Saved(HasVocabulary):
    """The part of a model that is written and read."""

    _info: Mapping[str, Any]
    _summed: float
    _once: bool

    def _begin(self, **given: Any) -> None:
        """The state of a model without words, and what is given of it."""
        usual = {
            "layer1_size": given["vector_size"],
            "comment": None,
            "train_count": 0,
            "total_train_time": 0,
            "running_training_loss": 0.0,
            "corpus_count": 0,
            "corpus_total_words": 0,
            "cum_table": None,
            "raw_vocab": None,
            "random": np.random.RandomState(given["seed"]),
            "load": _only_of_the_class,
            "_info": {},
            "_summed": 0.0,
            "_once": False,
        }
        self.__dict__.update(usual | given)

    def save(self, fname: Any, *_: Any, **__: Any) -> None:
        """Write the model to a file, under this very name, or to an open one.

        It holds words, vectors, the second matrix, counts, and all attributes of the model and of `wv` that are
        numbers, strings, booleans, None, or lists and dictionaries of them; tuples become lists. A warning names those
        that are not saved. Further arguments, about pickles, have no effect.

        Raises:
            ArgumentError: a key is neither a string nor a whole number, or there are none.
            FormatError: a vector is not finite.
            TargetError: it cannot be written.
        """
        write(self.as_record(), fname, "safetensors")
        lost = plain_attributes(self.__dict__, _OURS)[1]
        warn_of_lost([*lost, *(f"wv.{name}" for name in lost_of(self.wv))])

    @classmethod
    def load(cls, fname: Any, *_: Any, mmap: str | None = None, **__: Any) -> Self:  # noqa: ARG003 - it is read at once
        """Read a model that `save` wrote, or that Firth trained; or one that gensim pickled, of which no code is run.

        Raises:
            SourceError: the file is missing or cannot be read.
            FormatError: it is damaged, or of another kind.
            WrongClassError: it holds another kind of model.
        """
        with told_if_missing(fname):
            record = read(fname)
        about = record.info.get(INFO, {})
        kinds = {each.__name__: each for each in _family(cls)}
        kind = kinds.get(about.get("class", cls.__name__))
        if kind is None or ("config" not in record.info and "settings" not in about):
            what = about.get("class", "vectors without a training that could go on")
            raise WrongClassError(
                f"{fname} holds {what}, which {cls.__name__}.load cannot be given. Read it with KeyedVectors.load."
            )
        model = kind.__new__(kind)
        model.restore(record)
        return model

    def restore(self, record: Record) -> None:
        """Become what a file holds."""
        stored = record.info.get(INFO, {}).get("settings") or _settings_of(record.info["config"])
        given = {**_USUAL, **stored}
        self._begin(**{name: value for name, value in given.items() if name not in _OURS})
        self._info = {key: value for key, value in record.info.items() if key != INFO}
        self.take_words(record)

    def take_words(self, record: Record) -> None:
        """Take over the words and weights of a file."""
        self._set_wv(self._keys(record))
        order = record.info.get(INFO, {}).get("order")
        self._warn_of_zeros(record)
        if self.negative:
            self.syn1neg = np.zeros_like(record.vectors) if record.contexts is None else np.array(record.contexts)
        if self.hs:
            self.syn1 = np.zeros_like(record.vectors)
            self.syn1[:-1] = 0 if record.nodes is None else record.nodes
        if order is not None:
            reorder(self.wv, np.argsort(order))
        if self.hs:
            self.create_binary_tree()
        if self.negative:
            self.make_cum_table()

    def _warn_of_zeros(self, record: Record) -> None:
        """Warn if the second matrix, from which training goes on, is not in a file."""
        if record.nodes is None if self.hs else (record.contexts is None and self.negative):
            what = "inner nodes of hierarchical softmax" if self.hs else "contexts"
            warnings.warn(
                f"the file has no {what} that can be read, and they are zero: the vectors answer, and train() goes on "
                "from them with a second matrix that begins anew",
                UserWarning,
                stacklevel=5,
            )

    def _keys(self, record: Record) -> Any:
        if record.subwords is not None:
            raise WrongClassError("this model has vectors of n-grams as well; read it with FastText.load")
        return keys_of(record, type(self.wv))

    def _about(self) -> dict[str, Any]:
        """What else the info of a file says."""
        return {}

    def _set_wv(self, wv: Any) -> None:
        wv.vectors_lockf = self.wv.vectors_lockf
        self.wv = wv

    def as_record(self) -> Record:
        """The model as a file holds it; under hierarchical softmax the most frequent words first, as its nodes need."""
        keys, parts, about = self.wv, self._parts(), self._about()
        if self.hs:
            order, _ = training_order(self._counts())
            if (order != np.arange(len(order))).any():
                keys = reorder(copy.copy(keys), order)
                about["order"] = order.tolist()
        settings, _ = plain_attributes(self.__dict__, _OURS)
        info = {**self._info, INFO: {"class": type(self).__name__, "settings": settings, **about}}
        return record_of(keys, info, **parts)

    def _parts(self) -> dict[str, Any]:
        """The matrices of a record beside the vectors."""
        if self.hs and hasattr(self, "syn1"):
            return {"nodes": self.syn1[:-1]}
        return {"contexts": self.syn1neg} if hasattr(self, "syn1neg") else {}

    def _as_vectors(self) -> WordVectors:
        """The model as Firth has it, with the spelling of keys; a copy."""
        return copy.deepcopy(of_record(self.as_record())).as_words()


def reorder(keys: Keys, order: Any) -> Keys:
    """Put keys into another order, with new arrays."""
    keys.index_to_key = [keys.index_to_key[row] for row in order.tolist()]
    keys.key_to_index = {key: row for row, key in enumerate(keys.index_to_key)}
    keys.vectors = keys.vectors[order]
    keys.expandos = {name: values[order] for name, values in keys.expandos.items()}
    keys.norms = None
    return keys


def _settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a training by Firth, under gensim's names."""
    nodes = config["objective"] == "hierarchical_softmax"
    same = ("vector_size", "window", "shrink_windows", "alpha", "min_alpha", "epochs", "seed", "sample", "min_count")
    return {
        **{name: config[name] for name in same},
        "sg": int(config["architecture"] == "skipgram"),
        "hs": int(nodes),
        "negative": 0 if nodes else config.get("negative") or 0,
        "ns_exponent": 0.75 if config.get("ns_exponent") is None else config["ns_exponent"],
        "min_alpha_yet_reached": config["alpha"],
    }


def _family(cls: type[Kind]) -> list[type[Kind]]:
    """A class and all that are derived from it."""
    return [cls, *(each for child in cls.__subclasses__() for each in _family(child))]


def _only_of_the_class(*_: Any, **__: Any) -> NoReturn:
    raise AttributeError("This method should be called on a class object: Word2Vec.load(name), not on a model.")
