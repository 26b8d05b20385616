"""gensim's `FastText`, trained by Firth: words that share the vectors of their n-grams; and fastText's own files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from firth.errors import ConfigError, FormatError
from firth.formats import Record, read, write
from firth.gensim.keyed.attributes import warn_of_lost
from firth.gensim.keyed.records import INFO, give_attributes, keys_of, lost_of, record_of
from firth.gensim.learning.corpora import MAX_WORDS_IN_BATCH
from firth.gensim.learning.counting import as_share
from firth.gensim.learning.settings import train_config
from firth.gensim.learning.vocabulary import TrimRule
from firth.gensim.missing import told_if_missing
from firth.gensim.models.keyedvectors import KeyedVectors, prep_vectors
from firth.gensim.models.word2vec import Word2Vec
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

if TYPE_CHECKING:
    from firth.config import TrainConfig
    from firth.gensim.learning.fitting import Weights
    from firth.vectors.word_vectors import WordVectors

__all__ = [
    "FastText",
    "FastTextKeyedVectors",
    "ft_ngram_hashes",
    "load_facebook_model",
    "load_facebook_vectors",
    "save_facebook_model",
]

_REAL = np.float32


class ClassifierError(FormatError, NotImplementedError):
    """A fastText classifier, for which gensim raises a NotImplementedError."""


class FastTextKeyedVectors(KeyedVectors):
    """Keys and their vectors, which compose those of other words of their n-grams.

    Args:
        vector_size: D.
        min_n: characters of the shortest n-grams.
        max_n: of the longest; less than `min_n`: there are none.
        bucket: rows that the n-grams share, by fastText's hash. Rows of n-grams that no key has are zero.
        count: rows to make ready.
        dtype: of the vectors.

    Attributes:
        vectors_vocab: float32[V, D], the rows of whole words.
        vectors_ngrams: float32[bucket, D]; None before there are keys.
        vectors: float32[V, D], the means of both; after you change those, call `adjust_vectors`.
    """

    def __init__(
        self, vector_size: int, min_n: int, max_n: int, bucket: int, count: int = 0, dtype: DTypeLike = _REAL
    ) -> None:
        super().__init__(vector_size, count, dtype)
        self.min_n, self.max_n, self.compatible_hash = min_n, max_n, True
        self.bucket = bucket if min_n <= max_n else 0
        self.vectors_vocab: NDArray[Any] = np.zeros((count, vector_size), dtype)
        self.vectors_ngrams: NDArray[Any] | None = None
        self.vectors_vocab_lockf = np.ones(1, _REAL)
        self.vectors_ngrams_lockf = np.ones(1, _REAL)

    def __contains__(self, word: object) -> bool:
        """Whether there is a vector: with n-grams always."""
        return self.bucket > 0 or word in self.key_to_index

    def get_vector(self, word: Any, norm: bool = False) -> NDArray[Any]:
        """float[D] of a key, or of a word that is composed; zeros for one that has no n-gram.

        Raises:
            KeyError: the word is unknown, and there are no n-grams.
        """
        if word in self.key_to_index or not isinstance(word, str):
            return super().get_vector(word, norm)
        if not self.bucket:
            raise KeyError("cannot calculate vector for OOV word without ngrams")
        vector = self.subwords().composed([word])[0]
        length = np.linalg.norm(vector)
        return np.asarray(vector / length if norm and length else vector)

    def get_sentence_vector(self, sentence: Sequence[Any]) -> NDArray[Any]:
        """The mean of words at length 1, as fastText takes it."""
        return self.get_mean_vector(sentence)

    def subwords(self) -> Subwords:
        """The n-grams, as Firth has them; rows are shared."""
        rows = np.zeros((self.bucket, self.vector_size), _REAL) if self.vectors_ngrams is None else self.vectors_ngrams
        return Subwords(Ngrams(self.min_n, self.max_n, self.bucket), None, rows)

    def resize_vectors(self, seed: int = 0) -> None:
        """Give every key a row, and its n-grams theirs; new ones are random, in [-1 / D, 1 / D)."""
        self.vectors_vocab = prep_vectors((len(self), self.vector_size), self.vectors_vocab, seed)
        if self.vectors_ngrams is None:
            self.vectors_ngrams = np.zeros((self.bucket, self.vector_size), _REAL)
        if self.bucket:
            used = np.unique(self.subwords().cut.keys(self.spelt())[1]).astype(np.int64)
            new = used[~self.vectors_ngrams[used].any(axis=1)]
            random = np.random.default_rng(seed + 1).random((len(new), self.vector_size), _REAL)
            self.vectors_ngrams[new] = (random * 2 - 1) / self.vector_size
        self.allocate_vecattrs()
        self.adjust_vectors()

    def adjust_vectors(self) -> None:
        """Compose the vectors of all keys anew."""
        words = self.spelt()
        self.vectors = self.subwords().composed(words, self.vectors_vocab) if self.bucket else self.vectors_vocab
        self.norms = None

    def recalc_char_ngram_buckets(self) -> None:
        """Nothing: n-grams are cut when they are needed."""

    @property
    def buckets_word(self) -> list[NDArray[np.uint32]]:
        """The buckets of the n-grams of each key."""
        if not self.bucket:
            return [np.zeros(0, np.uint32)] * len(self)
        starts, keys = self.subwords().cut.keys(self.spelt())
        return np.split(keys.astype(np.uint32), starts[1:-1])

    def spelt(self) -> list[str]:
        """All keys, as strings."""
        return list(map(str, self.index_to_key))

    def save(self, fname_or_handle: Any, *_: Any, **__: Any) -> None:
        """As `KeyedVectors.save`, with the n-grams."""
        write(record_of(self, {**self.info, INFO: self.about()}, **self.parts()), fname_or_handle, "safetensors")
        warn_of_lost(lost_of(self))

    @classmethod
    def load(cls, fname: Any, mmap: str | None = None) -> "FastTextKeyedVectors":
        """Open vectors that `save` wrote; errors are those of `KeyedVectors.load`."""
        del mmap  # they are composed in memory
        with told_if_missing(fname):
            return cls.from_record(read(fname))

    @classmethod
    def from_record(cls, record: Record) -> "FastTextKeyedVectors":
        """The keys and n-grams of a model file.

        Raises:
            FormatError: its n-grams do not share buckets, as fastText's do.
        """
        ngrams = record.info.get(INFO, {}).get("ngrams")
        if record.subwords is not None:
            cut = record.subwords.cut
            if not isinstance(cut, Ngrams) or cut.buckets is None:
                raise FormatError("this model's n-grams do not share buckets; open it with firth.load")
            ngrams = [cut.shortest, cut.longest, cut.buckets]
        keys = cls(record.vectors.shape[1], *(ngrams or [1, 0, 0]))
        plain = keys_of(record, KeyedVectors)
        for name in ("index_to_key", "key_to_index", "vectors", "next_index", "expandos"):
            setattr(keys, name, getattr(plain, name))
        give_attributes(keys, vars(plain))
        keys._fill(record)
        return keys

    def _fill(self, record: Record) -> None:
        self.vectors_vocab = self.vectors
        if record.subwords is None:
            return
        rows = np.zeros((self.bucket, self.vector_size), _REAL)
        rows[slice(None) if record.subwords.keys is None else record.subwords.keys.astype(np.int64)] = (
            record.subwords.rows
        )
        self.vectors_ngrams = rows
        self.vectors_vocab = self.subwords().own_rows(self.spelt(), self.vectors)

    def about(self) -> dict[str, Any]:
        """What the info of a model file says of the n-grams."""
        return {"ngrams": [self.min_n, self.max_n, self.bucket]}

    def parts(self) -> dict[str, Any]:
        """What a model file holds of the n-grams: rows that are not zero."""
        if not self.bucket or self.vectors_ngrams is None:
            return {}
        used = np.flatnonzero(self.vectors_ngrams.any(axis=1))
        subwords = self.subwords()
        if len(used) < self.bucket:
            subwords = subwords._replace(keys=used.astype(np.uint64), rows=self.vectors_ngrams[used])
        return {"subwords": subwords}


class FastText(Word2Vec):
    """As `Word2Vec`, of words that share the vectors of their n-grams, so that unknown words have vectors too.

    The arguments are gensim 4.4's, in its order; `word_ngrams` must be 1.

    Example:
        >>> from firth.gensim.models import FastText
        >>> model = FastText([["tea", "teapot"]] * 20, vector_size=10, min_count=1, bucket=1000)
        >>> "teapots" in model.wv.key_to_index, model.wv["teapots"].shape
        (False, (10,))
    """

    wv: FastTextKeyedVectors

    def __init__(
        self,
        sentences: Any = None,
        corpus_file: Any = None,
        sg: int = 0,
        hs: int = 0,
        vector_size: int = 100,
        alpha: float = 0.025,
        window: int = 5,
        min_count: int = 5,
        max_vocab_size: int | None = None,
        word_ngrams: int = 1,
        sample: float = 1e-3,
        seed: int = 1,
        workers: int = 3,
        min_alpha: float = 0.0001,
        negative: int = 5,
        ns_exponent: float = 0.75,
        cbow_mean: int = 1,
        hashfxn: Callable[[Any], int] = hash,
        epochs: int = 5,
        null_word: int = 0,
        min_n: int = 3,
        max_n: int = 6,
        sorted_vocab: int = 1,
        bucket: int = 2_000_000,
        trim_rule: TrimRule | None = None,
        batch_words: int = MAX_WORDS_IN_BATCH,
        callbacks: Sequence[Any] = (),
        max_final_vocab: int | None = None,
        shrink_windows: bool = True,
    ) -> None:
        if word_ngrams != 1:
            raise _OnlyOneError("word_ngrams", word_ngrams, "n-grams of words are for classifiers; leave it out")
        self.word_ngrams, self._ngrams = word_ngrams, (min_n, max_n, bucket)
        first = (sentences, corpus_file, vector_size, alpha, window, min_count, max_vocab_size, sample, seed, workers)
        then = (min_alpha, sg, hs, negative, ns_exponent, cbow_mean, hashfxn, epochs, null_word, trim_rule)
        last = (sorted_vocab, batch_words, False, callbacks, None, max_final_vocab, shrink_windows)
        super().__init__(*first, *then, *last)

    def _begin(self, **given: Any) -> None:
        super()._begin(**given)
        self._set_wv(FastTextKeyedVectors(self.vector_size, *getattr(self, "_ngrams", (3, 6, 0))))

    def _begin_with(self, counts: Any) -> None:
        self.wv.vectors_vocab = np.zeros((0, self.vector_size), _REAL)
        self.wv.vectors_ngrams = None
        super()._begin_with(counts)

    def _train_config(self) -> "TrainConfig":
        share = as_share(self.sample, int(self._counts().sum()))
        ngrams = {"subwords": f"{self.wv.min_n}-{self.wv.max_n}", "buckets": self.wv.bucket} if self.wv.bucket else {}
        return train_config(self, self.epochs, share, **ngrams)

    def _weights(self) -> "Weights":
        if not self.wv.bucket:
            return super()._weights()
        for name in ("vectors_vocab_lockf", "vectors_ngrams_lockf", "vectors_lockf"):
            if not (np.asarray(getattr(self.wv, name, 1)) == 1).all():
                raise ConfigError(name, getattr(self.wv, name), "words share n-grams, so none can stay as it is")
        self.wv.adjust_vectors()
        return super()._weights()._replace(subwords=self.wv.subwords())

    def _note(self, trained: "WordVectors") -> None:
        super()._note(trained)
        self.wv.vectors_vocab = self.wv.vectors
        if self.wv.bucket:
            words, subwords = self.wv.spelt(), self.wv.subwords()
            self.wv.vectors_vocab = subwords.own_rows(words, self.wv.vectors)
            self.wv.vectors[:] = subwords.composed(words, self.wv.vectors_vocab)  # as whoever reads the file has them

    def _keys(self, record: Record) -> FastTextKeyedVectors:
        return FastTextKeyedVectors.from_record(record)

    def _about(self) -> dict[str, Any]:
        return self.wv.about()

    def _parts(self) -> dict[str, Any]:
        return {**super()._parts(), **self.wv.parts()}

    def estimate_memory(self, vocab_size: int | None = None, report: dict[str, int] | None = None) -> dict[str, int]:
        """Bytes that the parts of a model take, by gensim's rules of thumb."""
        report = super().estimate_memory(vocab_size or len(self.wv), report)
        report["syn0_vocab"] = report.pop("vectors")
        if self.wv.bucket:
            report["syn0_ngrams"] = self.wv.bucket * self.vector_size * 4
            report["buckets_word"] = 64 + 100 * len(self.wv) + 4 * sum(map(len, self.wv.buckets_word))
        report["total"] = sum(value for name, value in report.items() if name != "total")
        return report

    @classmethod
    def load_fasttext_format(cls, model_file: Any, encoding: str = "utf-8") -> "FastText":
        """`load_facebook_model`."""
        return load_facebook_model(model_file, encoding)


class _OnlyOneError(ConfigError, NotImplementedError):
    """What gensim's FastText does not have either, and raises a NotImplementedError for."""


def load_facebook_model(path: Any, encoding: str = "utf-8") -> FastText:
    """Read a model of fastText's own format, to be trained on.

    Args:
        path: the name of the file.
        encoding: of the words.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is damaged, or of another kind.
        NotImplementedError: it is a classifier.
    """
    record = _read_fasttext(path, encoding)
    about = record.info["fasttext"]
    settings = {
        "vector_size": record.vectors.shape[1],
        "window": about["ws"],
        "epochs": about["epoch"],
        "negative": about["neg"],
        "hs": int(about["loss"] == "hs"),
        "sg": int(about["model"] == "skipgram"),
        "min_count": about["minCount"],
        "sample": about["t"],
    }
    model = FastText(min_n=about["minn"], max_n=about["maxn"], bucket=about["bucket"], **settings)
    model.take_words(replace(record, info={}))
    model.corpus_total_words, model.raw_vocab = about["tokens"], {}
    return model


def load_facebook_vectors(path: Any, encoding: str = "utf-8") -> FastTextKeyedVectors:
    """Read the vectors of a model of fastText's own format; arguments and errors are those of `load_facebook_model`."""
    return FastTextKeyedVectors.from_record(_read_fasttext(path, encoding))


def save_facebook_model(
    model: FastText, path: Any, encoding: str = "utf-8", lr_update_rate: int = 100, word_ngrams: int = 1
) -> None:
    """Write a model in fastText's own format.

    Args:
        model: with n-grams in buckets.
        path: the name of the file.
        encoding: must be UTF-8.
        lr_update_rate: has no effect.
        word_ngrams: has no effect.

    Raises:
        ConfigError: another encoding.
        FormatError: a word or a vector that the format cannot hold.
        TargetError: the file cannot be written.
    """
    del lr_update_rate, word_ngrams
    if encoding.lower() not in {"utf-8", "utf8"}:
        raise ConfigError("encoding", encoding, "fastText's files are UTF-8; leave it out")
    about = {
        "model": "skipgram" if model.sg else "cbow",
        "loss": "hs" if model.hs else "ns",
        "ws": model.window,
        "epoch": model.epochs,
        "minCount": model.min_count,
        "neg": model.negative,
        "t": float(model.sample),
    }
    record = replace(model.as_record(), info={"fasttext": about})
    if record.subwords is not None:  # in float64, so that the rows of words are written as they are
        numbers, sums = record.subwords.sums(record.words)
        own = model.wv.vectors_vocab[[model.wv.key_to_index[word] for word in record.words]]
        record = replace(record, vectors=(sums + own) / (numbers + 1)[:, None])
    write(record, path, "fasttext-bin")


def ft_ngram_hashes(word: str, minn: int, maxn: int, num_buckets: int) -> list[int]:
    """The buckets of the n-grams of a word."""
    return [int(key) for key in Ngrams(minn, maxn, num_buckets).keys([word])[1]]


def _read_fasttext(path: Any, encoding: str) -> Record:
    try:
        with told_if_missing(path):
            return read(path, "fasttext-bin", encoding=encoding)
    except FormatError as error:
        if "classifier" in str(error):
            raise ClassifierError(str(error)) from None
        raise
