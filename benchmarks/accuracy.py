"""How good are word vectors: analogies and word similarities, as they have been scored since word2vec.

Analogies follow word2vec's ``compute-accuracy``: questions are lower-cased; the words of a question and
the candidates for its answer are the 30,000 commonest words (the first rows of the file); a question with
any other word is dropped, and counted; the answer is the word whose unit vector is nearest to b - a + c,
the three given words excluded. Similarity is Spearman's rank correlation, ties ranked by their mean,
between cosines and human scores; a pair with an unknown word is dropped, and counted.

Reads any vector file that ``firth.load`` reads. The vectors' words are taken as they are, upper case
included: this is made for models of lower-cased text.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from report import emit, table

import firth

RESTRICT_VOCAB = 30_000


@dataclass(frozen=True, slots=True)
class Analogies:
    """Questions a : b :: c : d by section, lower-cased."""

    name: str
    sections: dict[str, list[tuple[str, str, str, str]]]


@dataclass(frozen=True, slots=True)
class Similarities:
    """Pairs of words, lower-cased, with a human score each."""

    name: str
    pairs: list[tuple[str, str, float]]


def read_analogies(path: Path) -> Analogies:
    """Read sections that begin with ``: name`` and hold four words a line."""
    sections: dict[str, list[tuple[str, str, str, str]]] = {}
    section = sections.setdefault("", [])
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.startswith(":"):
            section = sections.setdefault(line[1:].strip(), [])
            continue
        words = line.lower().split()
        if words and len(words) != 4:
            raise ValueError(f"{path.name}, line {number}: expected four words, found {len(words)}")
        if words:
            section.append(tuple(words))
    return Analogies(path.stem, {name: questions for name, questions in sections.items() if questions})


def read_similarities(path: Path) -> Similarities:
    """Read a pair of words and a score a line; lines that begin with ``#`` are comments."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        fields = line.lower().split()
        if not fields or line.startswith("#"):
            continue
        try:
            first, second, score = fields
            pairs.append((first, second, float(score)))
        except ValueError:
            raise ValueError(f"{path.name}, line {number}: expected two words and a score") from None
    return Similarities(path.stem, pairs)


def read_folder(folder: Path) -> tuple[list[Analogies], list[Similarities]]:
    """Read every set in a folder once, even where two files hold the same pairs in another order."""
    analogies: list[Analogies] = []
    similarities: dict[frozenset[tuple[str, str, float]], Similarities] = {}
    for path in sorted((*folder.glob("*.txt"), *folder.glob("*.tsv"))):
        if path.read_text(encoding="utf-8-sig").lstrip().startswith(":"):
            analogies.append(read_analogies(path))
        else:
            found = read_similarities(path)
            similarities.setdefault(frozenset(found.pairs), found)
    return analogies, list(similarities.values())


def analogy_score(vectors: firth.WordVectors, questions: Analogies) -> dict[str, object]:
    """Share of questions answered, its standard error, and how many could be asked."""
    shared = set(vectors.words[:RESTRICT_VOCAB])
    sections = {}
    for section, asked in questions.sections.items():
        known = [question for question in asked if shared.issuperset(question)]
        answers = vectors.analogy_many(
            [question[:3] for question in known], topn=1, restrict_vocab=min(RESTRICT_VOCAB, len(vectors))
        )
        right = sum(best[0][0] == question[3] for best, question in zip(answers, known, strict=True) if best)
        sections[section] = {"right": right, "asked": len(known), "questions": len(asked)}
    right, asked, total = (sum(s[what] for s in sections.values()) for what in ("right", "asked", "questions"))
    share = right / asked if asked else math.nan
    return {
        "name": questions.name,
        "score": _number(share),
        "standard_error": _number(math.sqrt(share * (1 - share) / asked) if asked else math.nan),
        "right": right,
        "asked": asked,
        "questions": total,
        "sections": sections,
    }


def similarity_score(vectors: firth.WordVectors, similarities: Similarities) -> dict[str, object]:
    """Spearman's correlation between cosines and human scores, and how many pairs are known."""
    known = [pair for pair in similarities.pairs if pair[0] in vectors and pair[1] in vectors]
    cosines = [vectors.similarity(first, second) for first, second, _ in known]
    return {
        "name": similarities.name,
        "spearman": _number(spearman(cosines, [score for _, _, score in known])),
        "asked": len(known),
        "pairs": len(similarities.pairs),
    }


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation; NaN where it is undefined (fewer than two values, or all equal)."""
    ranks = np.array([average_ranks(first), average_ranks(second)])
    centered = ranks - ranks.mean(axis=1, keepdims=True) if len(first) else ranks
    spread = math.sqrt(np.prod(np.sum(centered**2, axis=1)))
    return float(centered[0] @ centered[1] / spread) if spread else math.nan


def average_ranks(values: Sequence[float]) -> np.ndarray:
    """Ranks from 1; equal values share the mean of the ranks they fill."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return (last - (sizes - 1) / 2)[group]


def evaluate(path: Path, analogies: Sequence[Analogies], similarities: Sequence[Similarities]) -> dict[str, object]:
    """Score one vector file on every set."""
    vectors = firth.load(path)
    return {
        "model": path.name,
        "words": len(vectors),
        "analogies": [analogy_score(vectors, questions) for questions in analogies],
        "similarities": [similarity_score(vectors, pairs) for pairs in similarities],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value  # JSON knows no NaN


def _rows(result: dict) -> list[list[str]]:
    scored = [
        (entry["name"], entry["score"], entry["standard_error"], entry["asked"], entry["questions"])
        for entry in result["analogies"]
    ]
    scored += [
        (entry["name"], entry["spearman"], None, entry["asked"], entry["pairs"]) for entry in result["similarities"]
    ]
    return [
        [result["model"], name, _show(score), _show(error), f"{asked:,} of {total:,}"]
        for name, score, error, asked, total in scored
    ]


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--analogies", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--similarity", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--evalsets", type=Path, metavar="DIR", help="every set in a folder")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        analogies, similarities = read_folder(args.evalsets) if args.evalsets else ([], [])
        analogies += map(read_analogies, args.analogies)
        similarities += map(read_similarities, args.similarity)
        if not (analogies or similarities):
            parser.error("nothing to ask: give --analogies, --similarity or --evalsets")
        results = [evaluate(path, analogies, similarities) for path in args.models]
    except (OSError, ValueError) as error:
        sys.exit(f"accuracy: {error}")
    text = table(["model", "set", "score", "s.e.", "asked"], [row for result in results for row in _rows(result)])
    emit({"results": results}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
