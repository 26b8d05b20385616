"""The tables behind the defaults: one text, many settings, several seeds each.

The text is read once; each row is the mean over the seeds. Besides analogies and similarity, rare words are tested,
which those sets hardly contain: of the plurals that are not among the 30,000 most frequent words (or the more frequent
half of a smaller vocabulary) but whose singular is, what share has the singular among its ten nearest words?
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from accuracy import read_folder, scores_of
from report import emit, machine, table

import firth
from firth.corpus.build.encode import EncodedCorpus, encode_files
from firth.training.train import train

_EXACT = {"architecture": "cbow", "cbow_gradient": "exact"}
_TREE = {"objective": "hierarchical_softmax"}

GRIDS: dict[str, list[dict[str, object]]] = {
    "skipgram": [
        {"alpha": 0.025},
        {"alpha": 0.03},
        {"alpha": 0.035},
        {"alpha": 0.05},
        {"alpha": 0.025, "noise_pool": 0},
        {"alpha": 0.025, "noise_pool": 4096},
        {"alpha": 0.025, "noise_pool": 2048},
    ],
    "sharing": [
        {"alpha": 0.025, "noise_sharing": "pair", "noise_pool": 0},
        {"alpha": 0.025, "noise_sharing": "pair"},
        {"alpha": 0.05, "noise_sharing": "pair", "noise_pool": 0},
    ],
    "cbow": [
        *({"architecture": "cbow", "alpha": alpha} for alpha in (0.05, 0.075, 0.1)),
        *({**_EXACT, "alpha": alpha} for alpha in (0.1, 0.15, 0.25)),
    ],
    "wide": [
        {"vector_size": 300, "alpha": 0.025},
        {"vector_size": 300, "alpha": 0.035},
        {"vector_size": 300, "alpha": 0.025, "noise_pool": 0},
        {"vector_size": 300, "architecture": "cbow"},
        {"vector_size": 300, **_EXACT},
    ],
    "hierarchical": [
        *({**_TREE, "alpha": alpha} for alpha in (0.015, 0.025, 0.05)),
        *({**_TREE, "architecture": "cbow", "alpha": alpha} for alpha in (0.025, 0.05, 0.075)),
        *({**_TREE, **_EXACT, "alpha": alpha} for alpha in (0.05, 0.1, 0.15)),
    ],
}


def rare_plurals(vectors: firth.WordVectors) -> float:
    """Share of rare plurals whose shared singular is among their ten nearest words."""
    limit = min(30_000, len(vectors) // 2)
    shared = set(vectors.words[:limit])
    asked = [word for word in vectors.words[limit:] if len(word) > 4 and word.endswith("s") and word[:-1] in shared]
    answers = vectors.most_similar_many(asked, topn=10)
    found = [word[:-1] in [near for near, _ in best] for word, best in zip(asked, answers, strict=True)]
    return float(np.mean(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, metavar="TEXT")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR")
    parser.add_argument("--grid", nargs="+", choices=GRIDS, default=["skipgram"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    sets = read_folder(args.evalsets)
    corpus = encode_files([args.text], workers=firth.TrainConfig().resolved().workers)
    results = []
    for grid in args.grid:
        for setting in GRIDS[grid]:
            scores = [measured(corpus, {**setting, "seed": seed}, sets) for seed in range(1, args.seeds + 1)]
            results.append({"setting": setting, "scores": {name: mean(scores, name) for name in scores[0]}})
            print(results[-1], file=sys.stderr)
    names = list(results[0]["scores"])
    rows = [[show(r["setting"]), *(f"{r['scores'][name]:.4g}" for name in names)] for r in results]
    text = f"mean of {args.seeds} seeds\n\n" + table(["setting", *names], rows)
    emit({"machine": machine(), "seeds": args.seeds, "results": results}, as_json=args.json, text=text)


def measured(corpus: EncodedCorpus, setting: dict[str, object], sets: list) -> dict[str, float]:
    vectors = train(corpus, firth.TrainConfig(**setting))
    return scores_of(vectors, sets) | {"rare plurals": rare_plurals(vectors)}


def mean(scores: list[dict[str, float]], name: str) -> float:
    return float(np.mean([each[name] for each in scores]))


def show(setting: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in setting.items()) or "defaults"


if __name__ == "__main__":
    main()
