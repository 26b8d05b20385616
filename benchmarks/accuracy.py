"""How good are word vectors: analogies by 3CosAdd among the 30,000 most frequent words, and word similarity.

It is `firth evaluate` for several models and a folder of sets, of which a set that is there twice, in another order, is
asked once.
"""

import argparse
import sys
from pathlib import Path

from report import emit, table

import firth
from firth.evaluation.question_sets import AnalogySet, SimilaritySet
from firth.evaluation.reading import read_set

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR", help="every set in a folder")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        sets = read_folder(args.evalsets)
        reports = [firth.evaluate(firth.load(path), sets, name=path.name) for path in args.models]
    except firth.FirthError as error:
        sys.exit(f"accuracy: {error}")
    shown = [(report.model, each) for report in reports for each in report.totals() if each.measure in MEASURES]
    rows = [
        [model, each.set, f"{each.value:.4f}", f"{each.low:.3f} to {each.high:.3f}", f"{each.asked:,} of {each.of:,}"]
        for model, each in shown
    ]
    text = table(["model", "set", "score", "95 %", "asked"], rows)
    emit({"results": [report.as_dict() for report in reports]}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
