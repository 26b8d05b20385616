"""How good are word vectors: analogies by 3CosAdd among the 30,000 most frequent words, and word similarity.

It is `firth evaluate` for several models and a folder of sets, of which a set that is there twice, in another order, is
asked once. Models whose names differ only in a number at the end (NAME-1.bin, NAME-2.bin) are the seeds of one: their
mean is shown, and the interval is that of the mean, the same pairs being drawn for all seeds.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from report import emit, table

import firth
from firth.evaluation.asking import asked, measured
from firth.evaluation.intervals import accuracy_interval, correlation_interval
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, SimilaritySet
from firth.evaluation.space import Protocol

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


def mean_scores(seeds: Sequence[firth.WordVectors], sets: list[AnalogySet | SimilaritySet]) -> Iterator[dict]:
    """Of each set the mean of the seeds' scores, its interval, and what each scored; they share their words."""
    answers = [list(asked(each, sets, ["3CosAdd"], [Protocol()])) for each in seeds]
    for several in zip(*answers, strict=True):
        for scores in measured(several):
            first, values = scores[0], [one.value for one in scores]
            if first.section != "total" or first.measure not in MEASURES:
                continue
            mean, draws = float(np.mean(values)), np.mean([one.draws for one in scores], axis=0)
            share = first.measure == "3CosAdd"
            low, high = (accuracy_interval if share else correlation_interval)(mean, draws, first.units)
            counted = {"asked": first.asked, "of": first.of}
            yield {"set": first.set, "score": mean, "low": low, "high": high, "seeds": values, **counted}


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
            {"model": name, "files": len(paths), **each}
            for name, paths in groups.items()
            for each in mean_scores([firth.load(path) for path in paths], sets)
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
