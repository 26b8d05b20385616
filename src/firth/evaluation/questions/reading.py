"""Reading sets of questions, in the formats that people have, which are recognised by their content.

* Sections: a line that begins with ``:`` names a relation; below it are questions of four words (as in
  questions-words.txt and CA8), or pairs, a word and its answers with slashes between.
* Pairs in a folder (BATS): each file is a relation, each line a word and its answers.
* CSV with a header: word1, word2, word3, target; or word1, word2, similarity.
* Outliers: the same with two lines of several words a section, those that belong together and those that do not.
* Similarity: two words and a number a line, between tabs, commas or spaces; further numbers are single scores. Or two
  words, their class and a number, as in SimLex-999 and SimVerb-3500. Names of columns may stand above.

A line that cannot be used is skipped and counted, or is an error if one is strict.
"""

import csv
import io
import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from firth.errors import FormatError, quoted
from firth.evaluation.agreement import one_against_the_others
from firth.evaluation.questions.files import text_of
from firth.evaluation.questions.sets import (
    AnalogySet,
    Group,
    OutlierSet,
    Pair,
    QuestionSet,
    Relation,
    SimilaritySet,
    Skipped,
    all_questions,
)
from firth.formats.compression import SUFFIXES

__all__ = ["OWN", "read_set"]

MOST_PAIRS = 1_000
"""Of a relation whose questions are made of its pairs: many times those of published sets, and a million questions."""

_ONE_BY_ONE = "If the folder holds several sets, give their files one by one: FOLDER/*.txt."

Line = tuple[int, list[str]]

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"{_NUMBER.pattern}|[-+]?(nan|inf|infinity)", re.IGNORECASE)
_COLUMN = re.compile(r"word|\bw\d|score|simil|human|mean|rating|relat|词|分数|评分|相似", re.IGNORECASE)
_WHAT = (
    "A set has sections (': name', then four words or two a line), pairs and a score (two words and a number a line), "
    "or a CSV header; or it is a folder with a file of pairs for each relation."
)


OWN = ("english", "chinese", "outliers_english", "outliers_chinese")
"""Sets that come with Firth: see docs/own_sets.md."""


def read_set(path: str | os.PathLike[str], *, strict: bool = False) -> QuestionSet:
    """Read a file, or a folder of files, of questions.

    Args:
        path: of the file or folder, or the name of one of Firth's `OWN`.
        strict: a line that cannot be used is an error; else it is skipped and listed.

    Raises:
        SourceError: it is missing or cannot be read.
        FormatError: it is no set of questions, or, if strict, a line cannot be used.
    """
    place = Path(path)
    if path in OWN and not place.exists():
        place = Path(__file__).with_name("own") / f"{path}.txt"
    if place.is_dir():
        return _checked(_folder(place), place, strict=strict)
    text = text_of(place)
    name = Path(place.stem).stem if place.suffix.lower() in SUFFIXES else place.stem
    first = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    if first.startswith(":"):
        return _checked(_sections(name, text), place, strict=strict)
    columns = [column.strip().lower() for column in first.split(",")]
    if {"word1", "word2", "word3", "target"} <= set(columns):
        return _checked(_questions_of_csv(name, text), place, strict=strict)
    if {"word1", "word2", "similarity"} <= set(columns):
        return _checked(_similarity(name, _rows_of_csv(text, ("word1", "word2", "similarity"))), place, strict=strict)
    return _checked(_similarity(name, _fields(text)), place, strict=strict)


def _checked(found: QuestionSet, path: Path, *, strict: bool) -> QuestionSet:
    match found:
        case SimilaritySet():
            questions = len(found.pairs)
        case AnalogySet():
            questions = sum(len(relation.questions) for relation in found.relations)
        case OutlierSet():
            questions = len(found.groups)
    what = f"{_WHAT} {_ONE_BY_ONE}" if path.is_dir() else _WHAT
    if found.skipped and (strict or not questions):
        line, why, file = found.skipped[0]
        raise FormatError(f"{path / file}, line {line:,}: {why}. {what}")
    if not questions:
        raise FormatError(f"{path} holds no question. {what}")
    return found


def _sections(name: str, text: str) -> AnalogySet | OutlierSet:
    sections: list[tuple[str, list[Line]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(":"):
            sections.append((line[1:].strip(), []))
        elif line.strip() and not line.startswith("#"):
            sections[-1][1].append((number, line.split()))
    lengths = {len(words) for _, lines in sections for _, words in lines}
    if sections and all(len(lines) == 2 for _, lines in sections) and min(lengths) > 4:
        groups = (Group(heading, tuple(first[1]), tuple(second[1])) for heading, (first, second) in sections)
        return OutlierSet(name, tuple(groups))
    made = [_relation(heading, lines) for heading, lines in sections]
    relations = tuple(relation for relation, _ in made if len(relation.questions))
    return AnalogySet(name, relations, tuple(line for _, wrong in made for line in wrong))


def _relation(heading: str, lines: Sequence[Line]) -> tuple[Relation, list[Skipped]]:
    if not lines or len(lines[0][1]) != 2:
        return _of_questions(heading, "", lines)
    kind, comma, name = heading.partition(",")
    return _of_pairs(name.strip(), kind.strip(), lines) if comma else _of_pairs(heading, "", lines)


def _of_questions(name: str, kind: str, lines: Iterable[Line]) -> tuple[Relation, list[Skipped]]:
    places: dict[Pair, int] = {}
    questions, skipped = [], []
    for number, words in lines:
        if len(words) != 4:
            skipped.append(Skipped(number, f"four words were expected, and there are {len(words)}"))
            continue
        example, asked = (Pair(words[i], tuple(words[i + 1].split("/"))) for i in (0, 2))
        questions.append([places.setdefault(pair, len(places)) for pair in (example, asked)])
    return Relation(name, kind, tuple(places), np.array(questions, np.int32).reshape(-1, 2)), skipped


def _of_pairs(name: str, kind: str, lines: Iterable[Line]) -> tuple[Relation, list[Skipped]]:
    pairs: dict[Pair, None] = {}
    skipped = []
    for number, words in lines:
        if len(words) != 2:
            skipped.append(Skipped(number, f"a word and its answers were expected, and there are {len(words)} words"))
            continue
        if len(pairs) == MOST_PAIRS:
            skipped.append(
                Skipped(number, f"the relation has {MOST_PAIRS:,} pairs, and questions are made of all pairs")
            )
            continue
        pairs[Pair(words[0], tuple(filter(None, words[1].split("/"))))] = None
    return Relation(name, kind, tuple(pairs), all_questions(list(pairs))), skipped


def _folder(folder: Path) -> AnalogySet:
    relations, skipped = [], []
    for path in sorted(folder.rglob("*.txt")):
        text = text_of(path)
        if text.lstrip().startswith(":"):
            raise FormatError(f"{path} is a set by itself, and a folder is one set. {_ONE_BY_ONE}")
        lines = [(number, line.split()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        kind = path.parent.name if path.parent != folder else ""
        relation, wrong = _of_pairs(path.stem, kind, lines)
        relations.append(relation)
        skipped += [each._replace(file=str(path.relative_to(folder))) for each in wrong]
    return AnalogySet(folder.name, tuple(r for r in relations if len(r.questions)), tuple(skipped))


def _questions_of_csv(name: str, text: str) -> AnalogySet:
    by_type: dict[str, list[Line]] = {}
    for number, fields in _rows_of_csv(text, ("type", "word1", "word2", "word3", "target")):
        by_type.setdefault(fields[0], []).append((number, fields[1:]))
    made = [_of_questions(kind, "", lines) for kind, lines in by_type.items()]
    skipped = tuple(line for _, wrong in made for line in wrong)
    return AnalogySet(name, tuple(relation for relation, _ in made if len(relation.questions)), skipped)


def _rows_of_csv(text: str, names: Sequence[str]) -> Iterator[Line]:
    rows = csv.reader(io.StringIO(text))
    header = [column.strip().lower() for column in next(rows)]
    for row in rows:
        fields = dict(zip(header, row, strict=False))
        if row:
            yield rows.line_num, [fields.get(name, "").strip() for name in names]


def _fields(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            separator = next((each for each in ("\t", ",") if each in line), None)
            yield number, [field.strip() for field in line.split(separator) if field.strip()]


def _similarity(name: str, lines: Iterable[Line]) -> SimilaritySet:
    rows: dict[tuple[str, str, tuple[float, ...]], int] = {}
    skipped = []
    for number, fields in lines:
        found = _scored(fields)
        if found is None:
            if rows or not _is_heading(fields):
                skipped.append(
                    Skipped(number, f"two words and a score were expected, not {quoted(' '.join(fields), 60)}")
                )
        elif (first := rows.setdefault(found, number)) != number:
            skipped.append(Skipped(number, f"the same words and score as in line {first:,} were not expected again"))
    singles = [numbers[1:] for _, _, numbers in rows]
    known = len(set(map(len, singles))) == 1 and len(singles[0]) > 1
    ceiling = one_against_the_others(np.array(singles)) if known else None
    scores = np.array([numbers[0] for _, _, numbers in rows])
    return SimilaritySet(name, tuple((one, other) for one, other, _ in rows), scores, ceiling, tuple(skipped))


def _is_heading(fields: Sequence[str]) -> bool:
    """Whether fields without a score are names of columns."""
    return not any(map(_ANY_NUMBER.fullmatch, fields)) and any(map(_COLUMN.search, fields))


def _scored(fields: Sequence[str]) -> tuple[str, str, tuple[float, ...]] | None:
    """Two words and one number or more, or None. A class of words may stand before the score, as in SimLex-999.

    Both words may be ids; one number among them is a column of numbers.
    """
    if len(fields) < 3 or (any(map(_NUMBER.fullmatch, fields[:2])) and not all(map(str.isdigit, fields[:2]))):
        return None
    has_class = len(fields) > 3 and not _NUMBER.fullmatch(fields[2])
    scores = fields[3:4] if has_class else fields[2:]
    if not all(map(_NUMBER.fullmatch, scores)):
        return None
    numbers = tuple(map(float, scores))
    return (fields[0], fields[1], numbers) if all(map(math.isfinite, numbers)) else None
