"""The three objectives beside each other: what a token costs against the size of the vocabulary, and how good they are.

Cost: the commonest V words of the text are kept, none of them is discarded (else a small vocabulary, of shared words,
has fewer pairs for a token), and so much is trained that it takes some seconds, on one thread; microseconds of
processor time for each token of the text that is in the vocabulary, the least of three. Accuracy: all three on the
same vocabulary, small enough for full softmax.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from accuracy import read_folder, scores_of
from report import emit, machine, table

import firth
from firth.corpus.build.encode import EncodedCorpus, encode_files
from firth.training.train import train

OBJECTIVES = ("negative_sampling", "hierarchical_softmax", "softmax")
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)


def head(corpus: EncodedCorpus, tokens: int) -> EncodedCorpus:
    """The first tokens of a corpus, with its whole vocabulary."""
    tokens = min(tokens, corpus.ids.size)
    starts = corpus.starts[: np.searchsorted(corpus.starts, tokens)]
    return replace(corpus, ids=corpus.ids[:tokens], starts=np.append(starts, tokens))


def cost(corpus: EncodedCorpus, objective: str, architecture: str, seconds: float) -> float:
    """Microseconds of processor time for each token."""
    config = firth.TrainConfig(objective=objective, architecture=architecture, workers=1, epochs=1, sample=0)
    tokens = 1_000
    while True:
        part, none = head(corpus, tokens), head(corpus, 64)
        fixed = processor_time(none, config)  # laying out the matrices, tables and trees
        spent = processor_time(part, config) - fixed
        if spent >= seconds or tokens >= corpus.ids.size:
            again = [processor_time(part, config) - fixed for _ in range(2)]
            return min(spent, *again) / (part.ids.size - none.ids.size) * 1e6
        tokens *= 4


def processor_time(corpus: EncodedCorpus, config: firth.TrainConfig) -> float:
    begun = time.process_time()
    train(corpus, config, allow_slow=True)
    return time.process_time() - begun


def costs(text: Path, architecture: str, seconds: float) -> list[dict]:
    results = []
    for size in SIZES:
        corpus = encode_files([text], min_count=1, max_vocab=size, workers=2)
        row = {objective: cost(corpus, objective, architecture, seconds) for objective in OBJECTIVES}
        results.append({"words": len(corpus.vocabulary), **row})
        print(results[-1], file=sys.stderr)
    return results


def accuracies(text: Path, evalsets: Path, size: int, settings: dict[str, object], seeds: int) -> list[dict]:
    sets = read_folder(evalsets)
    corpus = encode_files([text], min_count=1, max_vocab=size, workers=2)
    results = []
    for objective in OBJECTIVES:
        for architecture in ("skipgram", "cbow"):
            scores = []
            for seed in range(1, seeds + 1):
                config = firth.TrainConfig(
                    objective=objective, architecture=architecture, validation_share=0.01, seed=seed, **settings
                )
                vectors = train(corpus, config, allow_slow=True)
                found = scores_of(vectors, sets)
                facts = vectors.info["training"]
                found["seconds"] = facts["seconds"]
                found["held-out perplexity"] = facts.get("validation_perplexity", float("nan"))
                scores.append(found)
            mean = {name: float(np.mean([each[name] for each in scores])) for name in scores[0]}
            results.append(
                {"objective": objective, "architecture": architecture, "alpha": config.resolved().alpha, **mean}
            )
            print(results[-1], file=sys.stderr)
    return results


def draw(results: list[dict], path: Path) -> None:
    """Cost against V, both logarithmic."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only for a figure

    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    words = [row["words"] for row in results]
    for objective, style in zip(OBJECTIVES, ("o-", "s-", "^-"), strict=True):
        axes.loglog(words, [row[objective] for row in results], style, label=objective.replace("_", " "))
    axes.set_xlabel("words in the vocabulary")
    axes.set_ylabel("processor time for a token, µs")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, metavar="TEXT")
    parser.add_argument("--evalsets", type=Path, metavar="DIR", help="measure accuracy, not cost, on these sets")
    parser.add_argument("--architecture", choices=("skipgram", "cbow"), default="skipgram", help="of the costs")
    parser.add_argument("--seconds", type=float, default=3, help="processor time that a cost is measured on, at least")
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw the costs")
    parser.add_argument("--size", type=int, default=2_000, help="vocabulary of the accuracies")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--alpha", type=float)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.evalsets:
        settings = {"epochs": args.epochs, "alpha": args.alpha}
        results = accuracies(args.text, args.evalsets, args.size, settings, args.seeds)
    else:
        results = costs(args.text, args.architecture, args.seconds)
        if args.figure:
            draw(results, args.figure)
    rows = [[f"{value:.4g}" if isinstance(value, float) else str(value) for value in row.values()] for row in results]
    emit({"machine": machine(), "results": results}, as_json=args.json, text=table(list(results[0]), rows))


if __name__ == "__main__":
    main()
