"""What an encoder tells apart that a table of vectors cannot, and what each costs, on the same questions.

*Senses*: for each word four short texts, two for each of two meanings; an occurrence is right if it is nearest to the
other one of its own meaning. A table has one vector for the word; the mean of the words around it is what it can do.
*Order*: the cosine of two texts of the same words. *Cost*: processor seconds for texts of 20 words of a corpus.
"""

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from report import emit, machine, table

import firth
from firth.encoders.encoder import Encoder
from firth.encoders.opening import open_encoder

SENSES = {
    "bank": ("she put her money in the bank", "the bank lent him money for a house"),
    "bank ": ("they sat on the grassy bank of the river", "the boat drifted to the muddy bank"),
    "bat": ("he swung the bat and hit the ball", "the player dropped his wooden bat"),
    "bat ": ("a bat flew out of the dark cave", "the bat hung from the branch and ate insects"),
    "spring": ("flowers bloom in spring after the winter", "in spring the days become longer"),
    "spring ": ("the metal spring in the mattress broke", "a coil spring pushes the valve shut"),
    "crane": ("the crane lifted steel beams at the building site", "a tall crane unloaded containers in the port"),
    "crane ": ("the crane stood on one leg in the marsh", "a white crane spread its wings and flew"),
    "seal": ("a seal swam under the ice and caught a fish", "the seal lay on the beach with its pup"),
    "seal ": ("the king pressed his seal into the wax", "the letter bore the official seal of the court"),
    "match": ("she struck a match to light the candle", "the match burned his fingers"),
    "match ": ("they won the football match by two goals", "the tennis match lasted five sets"),
    "bark": ("the bark of the old oak is rough", "insects live under the bark of the tree"),
    "bark ": ("the bark of the dog woke us", "we heard a loud bark from the puppy"),
    "mouse": ("the cat chased a mouse under the table", "a mouse ate the cheese in the kitchen"),
    "mouse ": ("click the left button of the mouse", "he plugged a keyboard and a mouse into the computer"),
    "organ": ("the heart is an organ that pumps blood", "the doctor transplanted an organ such as a kidney"),
    "organ ": ("she played the organ in the church", "the organ has pipes and three keyboards"),
    "letter": ("he wrote a letter to his mother", "the letter arrived by mail in an envelope"),
    "letter ": ("the first letter of the alphabet is a", "this word ends with the letter e"),
    "plant": ("water the plant so that its leaves grow", "a green plant needs light and soil"),
    "plant ": ("the plant makes cars and employs workers", "the chemical plant was closed by the company"),
    "cell": ("the nucleus of the cell holds the genes", "each cell in the body has a membrane"),
    "cell ": ("the prisoner was locked in his cell", "the guard opened the cell of the jail"),
}
ORDER = [
    ("the dog bit the man", "the man bit the dog"),
    ("the king killed the knight", "the knight killed the king"),
    ("she gave him the book", "him she gave the book"),
    ("rome conquered greece before egypt", "egypt conquered greece before rome"),
    ("the company sued the bank", "the bank sued the company"),
]


def right_share(rows: np.ndarray) -> float:
    """How many occurrences are nearest to the other of their meaning; rows of four texts for each word in turn."""
    found = []
    for four in rows.reshape(-1, 4, rows.shape[1]):
        unit = four / np.maximum(np.linalg.norm(four, axis=1, keepdims=True), 1e-12)
        cosines = unit @ unit.T - 2 * np.eye(4)
        nearest = cosines.max(axis=1)
        found += [cosines[i, i ^ 1] == nearest[i] and np.count_nonzero(cosines[i] == nearest[i]) == 1 for i in range(4)]
    return float(np.mean(found))


def means(vectors: firth.WordVectors, texts: Sequence[Sequence[str]]) -> np.ndarray:
    return np.array([vectors.rows([word for word in text if word in vectors]).mean(axis=0) for text in texts])


def senses(encoder: Encoder, vectors: firth.WordVectors) -> dict[str, float]:
    texts, words = [], []
    for word, both in SENSES.items():
        texts += both
        words += [word.strip()] * len(both)
    spans = [[(text.index(word), text.index(word) + len(word))] for text, word in zip(texts, words, strict=True)]
    around = [[other for other in text.split() if other != word] for text, word in zip(texts, words, strict=True)]
    return {
        "the encoder's vector of the word": right_share(encoder.spans(texts, spans)),
        "the table's vector of the word": right_share(vectors.rows(words)),
        "the mean of the table's vectors around it": right_share(means(vectors, around)),
    }


def mean_cosine(first: np.ndarray, second: np.ndarray) -> float:
    products = (first * second).sum(axis=1)
    return float(np.mean(products / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)))


def processor_seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", metavar="ENCODER")
    parser.add_argument("model", metavar="MODEL", help="a table of vectors of the same text's words")
    parser.add_argument("corpus", metavar="CORPUS")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    encoder, vectors = open_encoder(args.encoder), firth.load(args.model)
    corpus = firth.load_corpus(args.corpus)
    words = [corpus.vocabulary.words[word] for word in corpus.ids[: 20 * args.texts].tolist()]
    lists = [words[at : at + 20] for at in range(0, len(words), 20)]
    first, second = zip(*ORDER, strict=True)
    split = [[text.split() for text in texts] for texts in (first, second)]
    rows = [("senses told apart: " + name, f"{share:.0%}") for name, share in senses(encoder, vectors).items()]
    rows += [
        ("cosine of two orders: encoder", f"{mean_cosine(encoder.texts(first), encoder.texts(second)):.3f}"),
        ("cosine of two orders: table", f"{mean_cosine(*(means(vectors, texts) for texts in split)):.3f}"),
    ]
    joined = [" ".join(text) for text in lists]
    costs = {"encoder": lambda: encoder.texts(joined), "table": lambda: means(vectors, lists)}
    for name, work in costs.items():
        seconds = min(processor_seconds(work) for _ in range(3))
        rows.append((f"texts in a processor second: {name}", f"{len(lists) / seconds:,.0f}"))
    emit({"machine": machine(), "rows": rows}, as_json=args.json, text=table(["", ""], rows))


if __name__ == "__main__":
    main()
