"""What was found about the stability of a model: frozen values, and tables of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from firth.tabular import data_frame, html_table

__all__ = ["Band", "StabilityReport", "WordStability"]

FREQUENT = 1_000  # ranks up to here are those of frequent words


@dataclass(frozen=True, slots=True)
class WordStability:
    """How many of a word's neighbours are the same in another run.

    Attributes:
        word: that was asked.
        rank: by frequency, counted from 1.
        count: of its occurrences; None if the model has no counts.
        overlap_5: the share of its first 5 neighbours that is among the first 5 in another run; the mean over runs.
        overlap_10: the same of 10.
    """

    word: str
    rank: int
    count: int | None
    overlap_5: float
    overlap_10: float


@dataclass(frozen=True, slots=True)
class Band:
    """The mean over the words of a band of frequency ranks.

    Attributes:
        first_rank: of the band's most frequent word, counted from 1.
        last_rank: of its rarest; None: to the end of the vocabulary.
        words: that were asked.
        overlap_5: as for a word.
        overlap_10: as for a word.
    """

    first_rank: int
    last_rank: int | None
    words: int
    overlap_5: float
    overlap_10: float


@dataclass(frozen=True, slots=True)
class StabilityReport:
    """How far the neighbours of a model would be others in another run of its training.

    Attributes:
        model: its name.
        vocabulary: its words.
        dimensions: of its vectors.
        runs: that it was compared with.
        by: what differs between them: "seeds"; or "sentences", drawn anew with replacement, and seeds.
        bands: means by frequency.
        words: all words that were asked, the commonest first.
    """

    model: str
    vocabulary: int
    dimensions: int
    runs: int
    by: str
    bands: tuple[Band, ...]
    words: tuple[WordStability, ...]

    def least_stable(self, n: int = 10) -> Sequence[WordStability]:
        """Of those asked among the thousand commonest words, the ones whose neighbours change most.

        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> len(firth.stability("small.safetensors", "corpus.txt", runs=1).least_stable(3))
        3
        """
        return sorted(self._frequent(), key=lambda word: word.overlap_10)[:n]

    def most_stable(self, n: int = 10) -> Sequence[WordStability]:
        """Of those asked among the thousand commonest words, the ones whose neighbours change least.

        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> len(firth.stability("small.safetensors", "corpus.txt", runs=1).most_stable(3))
        3
        """
        return sorted(self._frequent(), key=lambda word: -word.overlap_10)[:n]

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON values.

        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> firth.stability("small.safetensors", "corpus.txt", runs=1).as_dict()["by"]
        'seeds'
        """
        return {**asdict(self), "bands": [*map(asdict, self.bands)], "words": [*map(asdict, self.words)]}

    def to_pandas(self) -> Any:
        """A data frame with a row for each word that was asked.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
            >>> firth.stability("small.safetensors", "corpus.txt", runs=1).to_pandas().columns.tolist()
            ['word', 'rank', 'count', 'overlap_5', 'overlap_10']
        """
        return data_frame(self.words)

    def _repr_html_(self) -> str:
        return html_table(self.words)

    def _frequent(self) -> list[WordStability]:
        return [word for word in self.words if word.rank <= FREQUENT]
