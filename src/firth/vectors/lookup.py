"""Words and the rows of a matrix: a read-only mapping, and the ways from words to rows."""

import itertools
from abc import abstractmethod
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import cached_property
from numbers import Integral
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from firth.errors import UnknownWordError, quoted
from firth.formats.words import Ids, Words
from firth.normalizing import query_forms, spelt_as_read
from firth.vectors.queries import Word, close_words, many_words

__all__ = ["Lookup"]

Row = NDArray[np.float32]

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_LETTERS = 10, 6, 40
SHOWN_SETTINGS = ("architecture", "objective", "window", "negative", "epochs", "iterations", "seed")


class Lookup(Mapping[Any, Row]):
    """The part of `WordVectors` that finds rows; see there what is in and what is looked up.

    Attributes:
        vectors: float32[V, D], read-only.
        info: where the vectors come from.
    """

    vectors: NDArray[np.float32]
    info: Mapping[str, Any]
    _words: Words
    _composes = False  # whether words that are not there are composed

    @cached_property
    def words(self) -> tuple[Any, ...]:
        """V distinct words, or ids, by row."""
        return self._words.all

    @property
    def of_ids(self) -> bool:
        """Whether the words are ids: whole numbers, in questions and answers."""
        return isinstance(self._words, Ids)

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    @overload
    def __getitem__(self, word: Word) -> Row: ...
    @overload
    def __getitem__(self, word: Iterable[Word]) -> NDArray[np.float32]: ...
    def __getitem__(self, word: Word | Iterable[Word]) -> NDArray[np.float32]:
        if isinstance(word, str) or not isinstance(word, Iterable):
            return self._vector(word, self._place(word))
        return self.rows(word)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: FBT001 - NumPy's
        """The matrix, for NumPy: float32[V, D], read-only unless it is copied."""
        return np.array(self.vectors, dtype=dtype, copy=copy)

    def get(self, word: object, default: Any = None) -> Any:
        """The vector of a word that is in, exactly as it is given.

        Args:
            word: anything.
            default: what to return where it is not in.

        Returns:
            float32[D], read-only, or `default`.

        Example:
            >>> vectors.get("no such word") is None
            True
        """
        return self.vectors[self._words.row(word)] if word in self._words else default  # type: ignore[arg-type]

    def keys(self) -> KeysView[Any]:
        """The words, by row.

        Example:
            >>> "king" in vectors.keys()
            True
        """
        return KeysView(self)

    def values(self) -> ValuesView[Row]:
        """The vectors, float32[D] each, in the order of the words.

        Example:
            >>> len(list(vectors.values())) == len(vectors)
            True
        """
        return _Values(self)

    def items(self) -> ItemsView[Any, Row]:
        """Words with their vectors, in the order of the words.

        Example:
            >>> [word for word, vector in vectors.items()] == list(vectors)
            True
        """
        return _Items(self)

    def index(self, word: Word) -> int:
        """Row of a word.

        Args:
            word: a word of the model, or one that is when it is spelt as the text was read.

        Returns:
            Its row, counted from 0.

        Raises:
            UnknownWordError: there is no such word; the error knows close ones.
            ArgumentTypeError: it is not a string, or not an id where the words are ids.
            MissingExtraError: it would have to be converted as the text was, and OpenCC is not installed.

        Example:
            >>> vectors.words[vectors.index("king")]
            'king'
        """
        self._words.check(word)
        row = self._row(word)
        if row is None and not isinstance(word, str):
            raise UnknownWordError(int(word), len(self))
        if row is None:
            assert isinstance(word, str), "others were seen to"
            close = close_words(spelt_as_read(word, self._reading), self._words)
            composable = self._composed(word) is not None
            known = None if self._composes and not composable else composable
            tokenizer = self._reading.get("tokenizer", "whitespace")
            raise UnknownWordError(word, len(self), close, tokenizer, composable=known)
        return row

    def rows(self, words: Iterable[Word]) -> NDArray[np.float32]:
        """The vectors of several words; ``vectors[["king", "queen"]]`` is the same.

        Args:
            words: n words, in a list, an array, a column of a table ...

        Returns:
            float32[n, D], new, in the order of the words.

        Raises:
            UnknownWordError: a word is not in the model; the message names up to three others that are not.
            ArgumentTypeError: it is a lone word or a set, or not all are words.

        Example:
            >>> vectors.rows(["king", "queen"]).shape == (2, vectors.vectors.shape[1])
            True
        """
        asked = many_words("words", words)
        try:
            places = [self._place(word) for word in asked]
        except UnknownWordError as error:
            raise self._also_missing(error, asked) from None
        rows = self.vectors[np.array(places, np.intp)]
        for at, (word, place) in enumerate(zip(asked, places, strict=True)):
            if place < 0:
                rows[at] = self._vector(word, place)
        return rows

    def _place(self, word: Word) -> int:
        """The row of a word, or -1 for one that is composed.

        Raises:
            UnknownWordError: there is no such word, and it is not composed.
            ArgumentTypeError: it is not a string.
        """
        return -1 if self._composes and self._is_composed(word) else self.index(word)

    def _vector(self, word: Word, place: int) -> NDArray[np.float32]:
        """float32[D], of a word and what `_place` gives for it."""
        composed = self._composed(word) if place < 0 and isinstance(word, str) else None
        return np.asarray(self.vectors[place]) if composed is None else composed

    def _is_composed(self, word: Word) -> bool:
        return isinstance(word, str) and self._row(word) is None and self._composed(word) is not None

    @abstractmethod
    def _composed(self, word: Word) -> NDArray[np.float32] | None:
        """The vector of a word made of its pieces, or None if none of them is known."""

    def _also_missing(self, error: UnknownWordError, words: list[Word]) -> UnknownWordError:
        """The error for the first word that is missing, with the others named after it."""
        absent = (word for word in words if isinstance(word, str | Integral) and self._row(word) is None)
        missing = dict.fromkeys(word for word in absent if not (self._composes and self._is_composed(word)))
        others = [quoted(word) for word in missing if word != error.word]
        return error.with_others(others) if others else error

    def _row(self, word: Word) -> int | None:
        """The row of a word as it is spelt, or else as the text was read."""
        if self.of_ids or not isinstance(word, str):
            return self._words.row(word)  # type: ignore[arg-type] # of ids
        forms = itertools.chain([word], query_forms(word, self._reading))
        return next((row for form in forms if (row := self._words.row(form)) is not None), None)

    @property
    def _reading(self) -> Mapping[str, Any]:
        reading = self.info.get("reading")
        return reading if isinstance(reading, Mapping) else {}

    def _repr_html_(self) -> str:
        """A table of the first words and values, and how they were trained, for notebooks."""
        import html  # noqa: PLC0415 - only notebooks need its table of entities

        shown = self.vectors[:SHOWN_ROWS, :SHOWN_COLUMNS]
        more = "<td>&hellip;</td>" if shown.shape[1] < self.vectors.shape[1] else ""
        rows = (
            f"<tr><th>{html.escape(word[:SHOWN_LETTERS])}</th>{''.join(f'<td>{x:.4g}</td>' for x in row)}{more}</tr>"
            for word, row in zip(self._words.spelt[:SHOWN_ROWS], shown.tolist(), strict=True)
        )
        told = "".join(f"<p>{html.escape(line)}</p>" for line in (repr(self), self._training()) if line)
        return f"{told}<table>{''.join(rows)}</table>"

    def _training(self) -> str:
        """The settings that people ask for first, in one line; nothing for vectors of other programs."""
        config = self.info.get("config")
        given = config if isinstance(config, Mapping) else {}
        return ", ".join(f"{name} {given[name]}" for name in SHOWN_SETTINGS if given.get(name) is not None)


class _Values(ValuesView[Row]):
    """The rows, of which ``in`` compares the numbers."""

    _mapping: Lookup

    def __iter__(self) -> Iterator[Row]:
        return iter(self._mapping.vectors)

    def __contains__(self, vector: Any) -> bool:
        return any(np.array_equal(row, vector) for row in self)


class _Items(ItemsView[Any, Row]):
    """Words and rows, of which ``in`` compares the numbers."""

    _mapping: Lookup

    def __iter__(self) -> Iterator[tuple[Any, Row]]:
        return zip(self._mapping.words, self._mapping.vectors, strict=True)

    def __contains__(self, item: object) -> bool:
        if not (isinstance(item, tuple) and len(item) == 2):
            return False
        row = self._mapping.get(item[0])
        return row is not None and np.array_equal(row, item[1])
