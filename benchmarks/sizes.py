"""Which `epochs`, `alpha` and `min_count` suit a text of a certain size: the first tokens of a text, many settings.

Each row is one training: analogies (Firth's own by 3CosAvg, and files by 3CosAdd, among the 30,000 most frequent
words), similarity (Spearman), and the mean cosine of random pairs of words, which is near 0 where the vectors are
spread out and near 1 where they have hardly begun to part. Results are written a line at a time, and what a file
already holds is not measured again.
"""

import argparse
import itertools
import json
import sys
from pathlib import Path

import numpy as np
from accuracy import read_folder

import firth
from firth.corpus.restrict import restricted
from firth.evaluation.agreement import spearman
from firth.evaluation.asking import AnalogyAnswers, asked
from firth.evaluation.judge import own_sets
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, SimilaritySet
from firth.evaluation.space import Protocol, Space
from firth.training.train import train

ASKED_FROM = 5  # occurrences; words are asked, and answer, only from here on, whatever `min_count` learns
PAIRS = 100_000


def first_tokens(corpus: firth.EncodedCorpus, tokens: int, part: int) -> firth.EncodedCorpus | None:
    """The part-th run of so many tokens, as a corpus of its own; None beyond the end."""
    begin, end = part * tokens, (part + 1) * tokens
    if end > corpus.ids.size:
        return None
    inner = corpus.starts[(corpus.starts > begin) & (corpus.starts < end)] - begin
    starts = np.concatenate([[0], inner, [tokens]])
    return firth.EncodedCorpus.from_ids(corpus.ids[begin:end], starts, corpus.vocabulary.words)


def scores_of(vectors: firth.WordVectors, sets: list[AnalogySet | SimilaritySet]) -> dict[str, float]:
    """All scores of a model."""
    known = int((vectors.counts >= ASKED_FROM).sum())
    vectors = firth.WordVectors(vectors.words[:known], vectors.vectors[:known])
    random = np.random.default_rng(1)
    everything = Space(vectors, Protocol(candidates=None))
    one, other = (everything.unit(random.integers(0, known, PAIRS)) for _ in range(2))
    scores = {"words": known, "mean cosine": float(np.einsum("nd,nd->n", one, other).mean())}
    for each in sets:
        solver = "3CosAvg" if each.name == own_sets(vectors.words)[0] else "3CosAdd"
        (answers,) = asked(vectors, [each], [solver], [Protocol()])
        if isinstance(answers, AnalogyAnswers):
            right, number = (sum(int(getattr(o, name).sum()) for o in answers.outcomes) for name in ("right", "asked"))
            scores[each.name] = right / number if number >= 50 else float("nan")
        else:
            pairs = ~np.isnan(answers.cosines)
            number = int(pairs.sum())
            scores[each.name] = spearman(answers.cosines[pairs], each.scores[pairs]) if number >= 30 else float("nan")
        scores[f"{each.name} asked"] = number
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="encoded with --min-count 1")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a JSON line for each training")
    parser.add_argument("--tokens", type=int, nargs="+", required=True)
    parser.add_argument("--parts", type=int, default=1, help="so many texts of each size")
    parser.add_argument("--epochs", type=int, nargs="+", default=[5])
    parser.add_argument("--alpha", type=float, nargs="+", default=[0.035])
    parser.add_argument("--min-count", type=int, nargs="+", default=[5])
    parser.add_argument("--most", type=float, default=2e9, help="tokens times epochs of one training")
    parser.add_argument("--set", dest="others", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--workers", type=int, default=None)
    args = parser.parse_args()
    corpus = firth.load_corpus(args.corpus)
    sets = [read_set(own_sets(corpus.vocabulary.words)[0]), *read_folder(args.evalsets)]
    others = dict(each.split("=") for each in args.others)
    done = set()
    if args.out.exists():
        done = {json.dumps(json.loads(line)["key"]) for line in args.out.read_text().splitlines()}
    for tokens, part in itertools.product(args.tokens, range(args.parts)):
        text = first_tokens(corpus, min(tokens, corpus.ids.size), part)
        if text is None:
            continue
        for least, epochs, alpha in itertools.product(args.min_count, args.epochs, args.alpha):
            setting = {"epochs": epochs, "alpha": alpha, "min_count": least, **others}
            key = [args.corpus, text.ids.size, part, setting]
            if json.dumps(key) in done or epochs * tokens > args.most:
                continue
            config = firth.TrainConfig(**setting, workers=args.workers)
            try:
                vectors = train(restricted(text, least), config)
            except firth.DivergedError:
                scores = {"diverged": 1}
            else:
                scores = scores_of(vectors, sets)
            with args.out.open("a") as out:
                out.write(json.dumps({"key": key, "scores": scores}) + "\n")
            print(json.dumps({"key": key, "scores": scores}), file=sys.stderr)


if __name__ == "__main__":
    main()
