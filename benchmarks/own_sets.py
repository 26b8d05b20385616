"""Do the sets that come with Firth order models as the published ones do? Correlations over a dozen models.

Each model is scored on both. Models should differ in more than their seed: in size of text, architecture, objective,
dimensions.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from accuracy import MEASURES, read_folder
from report import emit, table

import firth
from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.judge import own_sets

OWN = (*MEASURES, "3CosAvg", "outlier position")


def scores_of(path: Path, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """A model's scores on Firth's own sets, and on those of the folder."""
    vectors = firth.load(path)
    own = firth.evaluate(vectors, own_sets(vectors.words), solvers=["3CosAdd", "3CosAvg"]).totals()
    published = firth.evaluate(vectors, read_folder(folder)).totals()
    return (
        {f"{score.set} ({score.measure})": score.value for score in own if score.measure in OWN},
        {score.set: score.value for score in published if score.measure in MEASURES},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR", help="every set in a folder")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    scores = []
    for path in args.models:
        scores.append(scores_of(path, args.evalsets))
        print(path.name, *scores[-1], file=sys.stderr)
    rows = []
    for own in scores[0][0]:
        for published in scores[0][1]:
            ours, theirs = (np.array([each[i][name] for each in scores]) for i, name in ((0, own), (1, published)))
            rows.append((own, published, spearman(ours, theirs), pearson(ours, theirs)))
    shown = [[own, published, f"{rank:.3f}", f"{linear:.3f}"] for own, published, rank, linear in rows]
    results = [{"own": own, "published": each, "spearman": s, "pearson": p} for own, each, s, p in rows]
    models = [{"model": path.name, **own, **other} for path, (own, other) in zip(args.models, scores, strict=True)]
    text = f"{len(models)} models\n\n" + table(["own", "published", "Spearman", "Pearson"], shown)
    emit({"models": models, "results": results}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
