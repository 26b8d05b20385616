"""What explains a pair or an analogy: frozen values, and tables of them."""

from dataclasses import asdict, dataclass
from typing import Any

from firth.tabular import data_frame, html_table

__all__ = [
    "AnalogyExplanation",
    "AnswerTerms",
    "Line",
    "PairExplanation",
    "SharedContext",
    "SharedNeighbour",
    "TextEvidence",
]


@dataclass(frozen=True, slots=True)
class SharedNeighbour:
    """A word that is near both words.

    Attributes:
        word: the neighbour.
        cosine_a: with the first word.
        cosine_b: with the second.
    """

    word: str
    cosine_a: float
    cosine_b: float


@dataclass(frozen=True, slots=True)
class SharedContext:
    """A word that occurs beside both words more often than by chance.

    Attributes:
        word: c, the context.
        share: of the cosine of the two rows of mutual information, that this context makes up.
        times_a: how often it is within the window of the first word.
        times_b: of the second.
        pmi_a: its mutual information with the first word.
        pmi_b: with the second.
        score_a: the model's e_a . e'_c; None if the model has no contexts.
        score_b: its e_b . e'_c.
    """

    word: str
    share: float
    times_a: int
    times_b: int
    pmi_a: float
    pmi_b: float
    score_a: float | None
    score_b: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A word where it occurs, as a concordance shows it. Words that the model does not hold are left out.

    Attributes:
        left: the words of its window before it, between blanks.
        word: the word.
        right: those after it.
        context: the shared context for whose sake the line was chosen.
    """

    left: str
    word: str
    right: str
    context: str


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What a text says of two words.

    Attributes:
        window: words on each side that were counted.
        min_pair_count: how often a context had to be in the window of both words.
        shrink_windows: a pair at distance d counts (window - d + 1) / window, as training does on average.
        count_a: occurrences of the first word.
        count_b: of the second.
        cosine: of the two rows of positive mutual information.
        shared: contexts whose information with both words is positive.
        contexts: those that carry most of the cosine, the first ones first.
        lines: where these occur beside the words.
        same_text: whether all words occur as often as the model says; None if it does not say.
    """

    window: int
    min_pair_count: int
    shrink_windows: bool
    count_a: int
    count_b: int
    cosine: float
    shared: int
    contexts: tuple[SharedContext, ...]
    lines: tuple[Line, ...]
    same_text: bool | None


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """Why two words are close.

    Attributes:
        a: the first word, as the model spells it.
        b: the second.
        cosine: of their vectors.
        rank_of_b: the place of the second word among those nearest to the first, counted from 1.
        rank_of_a: the other way round.
        among: so many nearest words of each were compared.
        shared: how many of these are the same.
        neighbours: the nearest of them.
        text: what the text says; None without a text.
    """

    a: str
    b: str
    cosine: float
    rank_of_b: int
    rank_of_a: int
    among: int
    shared: int
    neighbours: tuple[SharedNeighbour, ...]
    text: TextEvidence | None = None

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON values.

        >>> firth.explain(vectors, "king", "queen").as_dict()["a"]
        'king'
        """
        return asdict(self)

    def to_pandas(self) -> Any:
        """A data frame with a row for each shared context, or without a text for each shared neighbour.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.explain(vectors, "king", "queen").to_pandas().columns.tolist()
            ['word', 'cosine_a', 'cosine_b']
        """
        return data_frame(self.neighbours if self.text is None else self.text.contexts)

    def _repr_html_(self) -> str:
        return html_table(self.neighbours if self.text is None else self.text.contexts)


@dataclass(frozen=True, slots=True)
class AnswerTerms:
    """A word as an answer to an analogy, and what each term of the question gives it.

    Attributes:
        word: x.
        rank: among all words that are not of the question, counted from 1; None: it is of the question.
        score: its cosine with b - a + c, the sum of the three terms.
        from_a: -cos(x, a) / |b - a + c|.
        from_b: cos(x, b) / |b - a + c|.
        from_c: cos(x, c) / |b - a + c|.
    """

    word: str
    rank: int | None
    score: float
    from_a: float
    from_b: float
    from_c: float


@dataclass(frozen=True, slots=True)
class AnalogyExplanation:
    """Where the answer to "a is to b as c is to ?" comes from.

    Attributes:
        a: the first word, as the model spells it.
        b: the second.
        c: the third.
        answers: the words of highest score, those of the question among them.
        expected: the word d that was expected; None if none was.
        rank_near_b: the place of d, or else of the answer, among the words nearest to b, the question's left out.
        rank_near_c: its place among those nearest to c.
    """

    a: str
    b: str
    c: str
    answers: tuple[AnswerTerms, ...]
    expected: AnswerTerms | None
    rank_near_b: int
    rank_near_c: int

    @property
    def answer(self) -> AnswerTerms:
        """The answer: the best word that is not of the question."""
        return next(each for each in self.answers if each.rank is not None)

    @property
    def unrestricted(self) -> AnswerTerms:
        """What the answer would be if the words of the question were not excluded."""
        return self.answers[0]

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON values.

        >>> firth.explain_analogy(vectors, "man", "king", "woman", "queen").as_dict()["expected"]["word"]
        'queen'
        """
        return asdict(self)

    def to_pandas(self) -> Any:
        """A data frame with a row for each answer.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> firth.explain_analogy(vectors, "man", "king", "woman").to_pandas().columns.tolist()
            ['word', 'rank', 'score', 'from_a', 'from_b', 'from_c']
        """
        return data_frame(self.answers)

    def _repr_html_(self) -> str:
        return html_table(self.answers)
