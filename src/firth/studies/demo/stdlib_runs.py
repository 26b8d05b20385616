"""Vectors learned from the prose of Python's standard library, and their answers."""

from collections.abc import Callable
from dataclasses import dataclass

from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.progress.events import Progress
from firth.studies.demo.stdlib_prose import ALPHA, EPOCHS, NEIGHBOURS, PROBES, Probe, sentences
from firth.training.train import train
from firth.vectors.word_vectors import Answers, WordVectors

__all__ = ["LibraryReport", "ask", "learn"]


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """The answers of the vectors.

    Attributes:
        neighbours: each of `NEIGHBOURS` with its nearest words.
        analogies: each of `PROBES` with its best answers.
    """

    neighbours: tuple[tuple[str, Answers], ...]
    analogies: tuple[tuple[Probe, Answers], ...]

    @property
    def right(self) -> int:
        """The number of analogies whose best answer is the expected one."""
        return sum(answers[0][0] == probe.expected for probe, answers in self.analogies)


def learn(*, seed: int = 1, on_progress: Callable[[Progress], None] | None = None) -> WordVectors:
    """Train skip-gram on the standard library of the running Python. It takes seconds.

    Raises:
        CorpusError: this Python lacks the sources of its standard library.
    """
    config = TrainConfig(epochs=EPOCHS, alpha=ALPHA, seed=seed)
    corpus = encode_sentences(sentences(), min_count=config.min_count, max_vocab=None, on_progress=on_progress)
    return train(corpus, config, on_progress=on_progress)


def ask(vectors: WordVectors, *, topn: int = 5) -> LibraryReport:
    """Ask the vectors for the neighbours and analogies of `firth.studies.demo.stdlib_prose`.

    Raises:
        UnknownWordError: one of the words is too rare in this library.
    """
    return LibraryReport(
        neighbours=tuple((word, vectors.most_similar(word, topn=topn)) for word in NEIGHBOURS),
        analogies=tuple((probe, vectors.analogy(probe.a, probe.b, probe.c, topn=topn)) for probe in PROBES),
    )
