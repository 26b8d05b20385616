"""What a check is given, and what it gives."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.studies.doctor.word_forms import WordForms

__all__ = ["Finding", "Severity", "Words", "worst_first"]

Severity = Literal["error", "warning", "note"]
_ORDER: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a text that its owner should know.

    Attributes:
        code: a name for programs.
        severity: "error": nothing useful can be learned so; "warning": less is learned than could be; "note": a
            choice that one may want to make otherwise.
        seen: what was seen, with the number.
        remedy: what to do, as an option of the commands that read text, or as a command.
    """

    code: str
    severity: Severity
    seen: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """The attributes by name."""
        return asdict(self)


def worst_first(findings: list[Finding | None]) -> list[Finding]:
    """The findings there are, the worst first."""
    return sorted((each for each in findings if each is not None), key=lambda each: _ORDER.index(each.severity))


class Words(NamedTuple):
    """What reading makes of a text, or of a sample of it.

    Attributes:
        words: V distinct words, in the order of `counts`.
        counts: int64[V].
        forms: their characters.
        tokens_read: tokens of the whole text; an estimate if there is a sample only.
        sentence_tokens: tokens of a sentence on average.
        kept_share: of the tokens, those whose words are kept.
        min_count: occurrences that a word needs to be kept, if known.
        tokenizer: its name.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    forms: WordForms
    tokens_read: int
    sentence_tokens: float
    kept_share: float
    min_count: int | None
    tokenizer: str

    def share(self, of: NDArray[np.bool_]) -> float:
        """The share of the tokens whose words are so."""
        return float(self.counts[of].sum()) / float(self.counts.sum())

    def examples(self, chosen: NDArray[np.bool_], show: Callable[[str], str] = repr) -> str:
        """The commonest three of the words that are chosen."""
        rows = np.flatnonzero(chosen)
        commonest = rows[np.argsort(-self.counts[rows], kind="stable")[:3]]
        return ", ".join(show(self.words[row][:40]) for row in commonest.tolist())
