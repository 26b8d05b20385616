"""What refining and combining models does to their scores: each way by itself, on the models of one text.

The scores are those of `accuracy.py`; *similarity* is the mean over all sets of similarity.
"""

import argparse
import statistics
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from accuracy import read_folder, scores_of
from report import emit, machine, table

import firth
from firth.evaluation.questions.sets import SimilaritySet

STEPS = {
    "center": {"center": True},
    "center, remove 1": {"center": True, "remove": 1},
    "center, remove 2": {"center": True, "remove": 2},
    "center, remove 4": {"center": True, "remove": 4},
    "remove 1": {"remove": 1},
    "center, half the dimensions": {"center": True, "dimensions": 0},
    "center, a quarter": {"center": True, "dimensions": -1},
}


def variants(models: dict[str, firth.WordVectors], lexicon: str | None) -> Iterator[tuple[str, firth.WordVectors]]:
    """A name and vectors, for each way."""
    for name, model in models.items():
        yield name, model
        width = model.vectors.shape[1]
        for step, fields in STEPS.items():
            given = {**fields}
            if "dimensions" in given:
                given["dimensions"] = width // (2 if given["dimensions"] == 0 else 4)
            yield f"{name}: {step}", firth.refine(model, **given)
        if lexicon is not None:
            yield f"{name}: retrofit", firth.retrofit(model, lexicon)
    groups = [*combinations(models, 2), *([tuple(models)] if len(models) > 2 else [])]
    for names in groups:
        some = [models[name] for name in names]
        for method in ("concat", "mean", "svd", "gcca"):
            yield f"{' + '.join(names)}: {method}", firth.combine(some, method=method)
        centered = [firth.refine(model, center=True) for model in some]
        yield f"{' + '.join(names)}: center, concat", firth.combine(centered)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR", help="every set in a folder")
    parser.add_argument("--lexicon", help="as for `firth retrofit`")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    sets = read_folder(args.evalsets)
    similar = [each.name for each in sets if isinstance(each, SimilaritySet)]
    rows = []
    for name, vectors in variants({path.stem: firth.load(path) for path in args.models}, args.lexicon):
        scores = scores_of(vectors, sets)
        rows.append({"way": name, "similarity": statistics.fmean(scores[each] for each in similar), **scores})
    lines = [[row["way"], *(f"{row[key]:.3f}" for key in row if key != "way")] for row in rows]
    emit({"machine": machine(), "rows": rows}, as_json=args.json, text=table(list(rows[0]), lines))


if __name__ == "__main__":
    main()
