"""How good are word vectors: analogies by 3CosAdd among the 30,000 most frequent words, and word similarity.

It is `firth evaluate` for several models and a folder of sets, of which a set that is there twice, in another order, is
asked once. Models whose names differ only in a number at the end (NAME-1.bin, NAME-2.bin) are the seeds of one: their
mean is shown, and the interval is that of the mean, the same pairs being drawn for all seeds.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from report import emit, table

import firth
from firth.evaluation.agreement import spearman
from firth.evaluation.intervals import DRAWS, accuracy_draws, interval_of
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, SimilaritySet
from firth.evaluation.solving import solved
from firth.evaluation.space import Protocol, Space

MEASURES = ("3CosAdd", "spearman")


def read_folder(folder: Path) -> list[AnalogySet | SimilaritySet]:
    """Every set in a folder once."""
    different: dict[object, AnalogySet | SimilaritySet] = {}
    for each in (read_set(path) for path in sorted((*folder.glob("*.txt"), *folder.glob("*.tsv")))):
        alike = frozenset(zip(each.pairs, each.scores, strict=True)) if isinstance(each, SimilaritySet) else each.name
        different.setdefault(alike, each)
    return list(different.values())


def scores_of(vectors: firth.WordVectors, sets: list[AnalogySet | SimilaritySet]) -> dict[str, float]:
    """The score of each set."""
    totals = firth.evaluate(vectors, sets).totals()
    return {score.set: score.value for score in totals if score.measure in MEASURES}


def mean_score(seeds: Sequence[firth.WordVectors], asked: AnalogySet | SimilaritySet) -> dict[str, object]:
    """The mean of the seeds' scores, its interval, and what each scored; they share their words."""
    random = np.random.default_rng(20)
    if isinstance(asked, AnalogySet):
        outcomes = [solved(Space(each, Protocol()), asked.relations, "3CosAdd") for each in seeds]
        drawn = [accuracy_draws(relation, random) for relation in zip(*outcomes, strict=True)]
        right = np.sum([np.mean(rights, axis=0) for rights, _ in drawn], axis=0)
        draws = right / np.sum([number for _, number in drawn], axis=0)
        known = sum(int(relation.asked.sum()) for relation in outcomes[0])
        values = [sum(int(relation.right.sum()) for relation in seed) / known for seed in outcomes]
        of = sum(len(relation.asked) for relation in outcomes[0])
    else:
        space = Space(seeds[0], Protocol(candidates=None))
        rows = np.array([[space.row(a), space.row(b)] for a, b in asked.pairs])
        pairs = (rows >= 0).all(axis=1)
        known, of, scores = int(pairs.sum()), len(rows), asked.scores[pairs]
        cosines = []
        for each in seeds:
            first, second = (Space(each, Protocol(candidates=None)).unit(rows[pairs, i]).astype(float) for i in (0, 1))
            cosines.append(np.einsum("nd,nd->n", first, second))
        values = [spearman(each, scores) for each in cosines]
        chosen = random.integers(0, known, (DRAWS, known))
        draws = np.array([np.mean([spearman(each[some], scores[some]) for each in cosines]) for some in chosen])
    low, high = interval_of(draws)
    interval = {"low": low, "high": high}
    return {"set": asked.name, "score": float(np.mean(values)), **interval, "seeds": values, "asked": known, "of": of}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR", help="every set in a folder")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    groups: dict[str, list[Path]] = {}
    for path in args.models:
        groups.setdefault(re.sub(r"-\d+$", "", path.stem), []).append(path)
    try:
        sets = read_folder(args.evalsets)
        results = [
            {"model": name, "files": len(paths), **mean_score([firth.load(path) for path in paths], each)}
            for name, paths in groups.items()
            for each in sets
        ]
    except firth.FirthError as error:
        sys.exit(f"accuracy: {error}")
    rows = [
        [
            f"{r['model']} ({r['files']})" if r["files"] > 1 else r["model"],
            r["set"],
            f"{r['score']:.4f}",
            f"{r['low']:.3f} to {r['high']:.3f}",
            f"{r['asked']:,} of {r['of']:,}",
        ]
        for r in results
    ]
    emit({"results": results}, as_json=args.json, text=table(["model", "set", "score", "95 %", "asked"], rows))


if __name__ == "__main__":
    main()
