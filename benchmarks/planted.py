"""A text in which something is known: words that are not in it, and words that mean the same as others; and the judge.

``prepare`` writes a text of words between spaces, a sentence a line, for every program to train on:

- One in ten words of the similarity sets is left out, another tenth for each seed, but no word of an analogy. Pairs
  that hold one tell what a model makes of words that it never saw.
- Some frequent words get twins, as in `firth compare --train`: 5, 20, 80 or 320 of their occurrences have another
  name. A twin should be nearest to its word. So there are rare words to judge by in every language.

``judge`` prints the scores of a model of that text. Firth's own sets, of word forms and of facts, are asked too.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
from accuracy import read_folder

import firth
from firth.evaluation.agreement import spearman
from firth.evaluation.asking import asked
from firth.evaluation.judge import own_sets
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, SimilaritySet
from firth.evaluation.space import Protocol
from firth.studies.claims.scores import scored
from firth.studies.claims.trials import Job, Trial
from firth.studies.claims.twins import LEVELS, MARK, Twin, twinned, twins_found

PARTS = 10  # so many seeds leave out different words


def left_out(sets: list[AnalogySet | SimilaritySet], seed: int) -> set[str]:
    """The words that a seed's text does not hold."""
    similar: set[str] = set()
    analogies: set[str] = set()
    for each in sets:
        if isinstance(each, SimilaritySet):
            similar.update(word.casefold() for pair in each.pairs for word in pair)
        else:
            pairs = [pair for relation in each.relations for pair in relation.pairs]
            analogies.update(word.casefold() for pair in pairs for word in (pair.source, *pair.targets))
    return set(np.random.default_rng(1).permutation(sorted(similar - analogies)).tolist()[seed % PARTS :: PARTS])


def prepare(args: argparse.Namespace) -> None:
    """Write the text, and beside it which words were left out and which are twins."""
    text, twins = twinned(firth.load_corpus(args.source), np.random.default_rng(args.seed))
    skipped = left_out(read_folder(args.evalsets), args.seed) - {twin.word.casefold() for twin in twins}
    names = [word.removesuffix(MARK) for word in text.vocabulary.words]
    words = np.array(["" if word.casefold() in skipped else word for word in names], dtype=object)
    with (args.folder / "text").open("w", encoding="utf-8") as out:
        for begin, end in zip(text.starts[:-1], text.starts[1:], strict=True):
            out.write(" ".join(filter(None, words[text.ids[begin:end]])) + "\n")
    facts = {
        "left_out": sorted(skipped),
        "twins": [(twin.name.removesuffix(MARK), twin.word, twin.seen) for twin in twins],
    }
    (args.folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def judge(args: argparse.Namespace) -> None:
    """Print the scores of a model."""
    facts = json.loads((args.folder / "facts.json").read_text(encoding="utf-8"))
    twins = tuple(Twin(*each) for each in facts["twins"])
    model = firth.load(args.source)
    if args.view != "input":
        model = model.view(args.view)
    names = {twin.name for twin in twins}
    rows = [row for row, word in enumerate(model.words) if word not in names]
    plain = firth.WordVectors([model.words[row] for row in rows], model.vectors[rows])
    sets = [*read_folder(args.evalsets), read_set(own_sets(plain.words)[0])]
    trial = Trial(
        job=Job("", "", None, firth.TrainConfig()),
        seconds=0,
        words=0,
        answers=tuple(asked(plain, sets, ["3CosAdd"], [Protocol()])),
        twins={seen: twins_found(model, twins, seen) for seen in LEVELS},
        in_effect={},
    )
    scores = {each.name: float(each.values[0]) for each in scored([trial], draws=1)}
    if model.subwords is not None:
        for each in sets:
            if isinstance(each, SimilaritySet):
                scores |= unseen(model.composing(), each, frozenset(facts["left_out"]))
    print(json.dumps({name: value for name, value in scores.items() if not math.isnan(value)}))


def unseen(model: firth.WordVectors, questions: SimilaritySet, absent: frozenset[str]) -> dict[str, float]:
    """The agreement over the pairs with a word that was left out, and how many pairs they are."""
    pairs = [[word.casefold() for word in pair] for pair in questions.pairs]
    chosen = [number for number, pair in enumerate(pairs) if not absent.isdisjoint(pair)]
    ones, others = (model.rows([pairs[number][side] for number in chosen]) for side in (0, 1))
    cosines = np.einsum("nd,nd->n", ones, others) / np.linalg.norm(ones, axis=1) / np.linalg.norm(others, axis=1)
    name = f"{questions.name}, unseen"
    return {name: spearman(cosines, questions.scores[chosen]), f"{name} pairs": len(chosen)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("order", choices=("prepare", "judge"))
    parser.add_argument("source", help="a corpus encoded with --min-count 1; or a model")
    parser.add_argument("--evalsets", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--folder", type=Path, required=True, metavar="DIR", help="for the text and what is known of it"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--view", default="input", help="of a model")
    args = parser.parse_args()
    {"prepare": prepare, "judge": judge}[args.order](args)


if __name__ == "__main__":
    main()
