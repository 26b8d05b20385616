"""What encoding is told beside the text: one list for every kind of text."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias, TypedDict

from firth.config import MIN_COUNT, ReadConfig
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentTypeError
from firth.normalizing import query_spellings
from firth.progress.events import ReadProgress
from firth.text.sources import OnDamage, warn_of_damage

__all__ = ["EncodeFields", "EncodeOptions"]

Report: TypeAlias = Callable[[ReadProgress], None]


class EncodeFields(TypedDict, total=False):
    """The fields of `EncodeOptions` as keyword arguments."""

    reading: ReadConfig
    workers: int
    on_progress: Report | None
    on_damage: OnDamage
    min_count: int
    max_vocab: int | None
    keep: Collection[str]
    vocabulary: Vocabulary | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EncodeOptions:
    """How a text is read, and which words are kept.

    Attributes:
        reading: what the text is and how it is cut into words. Of sentences that are cut already only its phrases and
            memory limit have an effect.
        workers: threads that do it, or processes where a tokenizer holds Python's lock.
        on_progress: called now and then, from the calling thread.
        on_damage: told of a damaged archive whose rest is left out, as ``errors="replace"`` asks for; a warning if not
            given.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        keep: words that are kept however rare they are, if they occur at all. Given as in the text or as in a query,
            and here with all spellings that this may mean.
        vocabulary: the words to keep, such as a model's: ids are its rows, and the three fields above have no effect.
            None: the words are chosen by these.

    Raises:
        ArgumentTypeError: ``keep`` is a string, or holds something else than strings.
        ConfigError: a vocabulary is given, and phrases are to be joined.
    """

    reading: ReadConfig = ReadConfig()  # noqa: RUF009 - it is frozen
    workers: int = 1
    on_progress: Report | None = None
    on_damage: OnDamage = warn_of_damage
    min_count: int = MIN_COUNT
    max_vocab: int | None = None
    keep: Collection[str] = ()
    vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        is_list = isinstance(self.keep, Collection) and not isinstance(self.keep, str)
        if not is_list or not all(isinstance(word, str) for word in self.keep):
            raise ArgumentTypeError("keep", self.keep, "must be a list of words, such as ['tea', 'new york']")
        if self.vocabulary is not None:
            self.reading.check_without_phrases()
        object.__setattr__(self, "keep", query_spellings(self.keep, self.reading.as_dict()))
