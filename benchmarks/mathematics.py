"""The figures that docs/mathematics.md quotes of one trained model: its two matrices, and its analogies by kind.

MODEL is a skip-gram model of the default settings; QUESTIONS is questions-words.txt.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from report import emit, machine, table

import firth
from firth.search import nearest, unit_rows

COMMON = 30_000
ASKED = 1_000  # the commonest words, whose neighbours are compared
KINDS = ("gram6-nationality-adjective", "capital-shared-countries", "currency", "gram2-opposite")


def balanced(inputs: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """U S^(1/2) of inputs outputs^T = U S V^T, without forming the product."""
    (q, r), (_, s) = np.linalg.qr(inputs.astype(float)), np.linalg.qr(outputs.astype(float))
    left, values, _ = np.linalg.svd(r @ s.T)
    return q @ left * np.sqrt(values)


def shared_neighbours(one: np.ndarray, other: np.ndarray) -> float:
    """The share of the ten nearest of each of the commonest words that two matrices have in shared."""
    own = np.arange(ASKED)[:, None]
    found = [nearest(matrix[:COMMON], matrix[:ASKED], 10, exclude=own)[0] for matrix in (one, other)]
    return float(np.mean([len({*a} & {*b}) / 10 for a, b in zip(*found, strict=True)]))


def cosine_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Over a million random pairs of shared words."""
    a, b = np.random.default_rng(0).integers(0, COMMON, (2, 1_000_000))
    units = [unit_rows(matrix[:COMMON]) for matrix in (one, other)]
    return float(np.corrcoef(*(np.einsum("ij,ij->i", unit[a], unit[b]) for unit in units))[0, 1])


def matrix_figures(vectors: firth.WordVectors) -> Iterator[tuple[str, float]]:
    inputs, outputs = vectors.vectors, vectors.contexts
    stretched = inputs * np.exp(np.random.default_rng(0).standard_normal(inputs.shape[1]))
    yield "ten nearest left when the axes of E are stretched", shared_neighbours(inputs, stretched)
    even = balanced(inputs, outputs)
    yield "correlation of the cosines of E and of U S^1/2", cosine_correlation(inputs, even)
    yield "ten nearest shared by E and U S^1/2", shared_neighbours(inputs, even)
    yield "ten nearest shared by E and E'", shared_neighbours(inputs, outputs)


def analogy_figures(vectors: firth.WordVectors, path: Path) -> Iterator[tuple[str, float]]:
    known = {word: row for row, word in enumerate(vectors.words[:COMMON])}
    unit = unit_rows(vectors.vectors[:COMMON])
    right = nearest_right = free = c_itself = asked = 0.0
    for kind, questions in sections(path, known):
        a, b, c, d = np.array(questions).T
        target = unit[b] - unit[a] + unit[c]
        hits = nearest(unit, target, 1, exclude=np.array([a, b, c]).T)[0][:, 0] == d
        by_neighbour = nearest(unit, unit[c], 1, exclude=c[:, None])[0][:, 0] == d
        anything = nearest(unit, target, 1)[0][:, 0]
        right, asked = right + hits.sum(), asked + len(hits)
        nearest_right += by_neighbour.sum()
        free, c_itself = free + (anything == d).sum(), c_itself + (anything == c).sum()
        if kind in KINDS:
            yield f"{kind}: right", hits.mean()
            yield f"{kind}: right by the nearest neighbour of c alone", by_neighbour.mean()
    yield f"all {asked:,.0f}: right", right / asked
    yield "all: right by the nearest neighbour of c alone", nearest_right / asked
    yield "all: right where a, b and c may be answers", free / asked
    yield "all: c itself is the answer there", c_itself / asked


def sections(path: Path, known: dict[str, int]) -> Iterator[tuple[str, list[list[int]]]]:
    """Each kind with its questions, as rows, as far as all four words are shared."""
    kind, questions = "", []
    for line in [*path.read_text(encoding="utf-8").lower().splitlines(), ": end"]:
        if line.startswith(":"):
            if questions:
                yield kind, questions
            kind, questions = line[1:].strip(), []
        elif all(word in known for word in line.split()):
            questions.append([known[word] for word in line.split()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    vectors = firth.load(args.model)
    figures = dict([*matrix_figures(vectors), *analogy_figures(vectors, args.questions)])
    rows = [[name, f"{value:.3f}"] for name, value in figures.items()]
    emit({"machine": machine(), "figures": figures}, as_json=args.json, text=table(["figure", "value"], rows))


if __name__ == "__main__":
    main()
