"""Draw the figures of the mathematics page with the code, and print the numbers that the page quotes.

It takes half a minute and needs matplotlib: pip install 'firth[figures]'

python docs/figures.py
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

import firth
from firth.config import Objective
from firth.sampling import HuffmanTree, huffman_tree, keep_chance, noise_distribution

FIGURES = Path(__file__).parent / "figures"
BLUE, ORANGE, GREEN, GREY = "#2b6cb0", "#dd6b20", "#2f855a", "#a0aec0"

WORDS, SENTENCES, LENGTH, WINDOW = 40, 10_000, 20, 2
SEEN = 20  # a pair seen less often is left out of the figure: its count is mostly chance
# The twelve most frequent words of 100 MB of English Wikipedia, with their counts.
COMMONEST = {
    "the": 1_193_975,
    "of": 602_597,
    "and": 473_640,
    "in": 431_808,
    "to": 356_411,
    "a": 335_515,
    "one": 308_626,
    "zero": 228_530,
    "is": 173_889,
    "two": 168_088,
    "as": 154_503,
    "nine": 151_888,
}


class Pairs(NamedTuple):
    """The training pairs of a text, and the noise distribution."""

    counts: NDArray[np.float64]  # [V, V]; n(w, c)
    noise: NDArray[np.float64]  # [V]; Pn(c)

    def noise_met(self, k: int) -> NDArray[np.float64]:
        """[V, V]; m(w, c), how often c is expected to be drawn as noise for w if collisions are skipped."""
        return np.asarray(k * (self.counts.sum(axis=1, keepdims=True) - self.counts) * self.noise)


def toy_text() -> NDArray[np.int64]:
    """[SENTENCES, LENGTH]; random chains of words, some frequent and some rare, each with its own followers."""
    random = np.random.default_rng(1)
    share = 1 / np.arange(1, WORDS + 1)
    follow = share * np.exp(random.normal(0, 1, (WORDS, WORDS)))
    reach = (follow / follow.sum(axis=1, keepdims=True)).cumsum(axis=1)
    word = random.choice(WORDS, SENTENCES, p=share / share.sum())
    columns = [word]
    for _ in range(LENGTH - 1):
        drawn = random.random((SENTENCES, 1))
        word = np.minimum((reach[word] < drawn).sum(axis=1), WORDS - 1)
        columns.append(word)
    return np.stack(columns, axis=1)


def count_pairs(text: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """[V, V]; how often row w is within WINDOW words of row c. `rows` maps a word of the text to its row."""
    counts = np.zeros((WORDS, WORDS))
    for distance in range(1, WINDOW + 1):
        left, right = rows[text[:, :-distance].ravel()], rows[text[:, distance:].ravel()]
        np.add.at(counts, (left, right), 1)
        np.add.at(counts, (right, left), 1)
    return counts


def trained(
    text: NDArray[np.int64], *, epochs: int, alpha: float, k: int | None = None, objective: Objective | None = None
) -> tuple[firth.WordVectors, Pairs]:
    """Train with more dimensions than words, so that only training itself can keep the vectors from the optimum.

    Returns:
        The vectors, and the pairs they were trained on, in the order of the rows.
    """
    vectors = firth.train(
        [[f"w{word}" for word in sentence] for sentence in text.tolist()],
        vector_size=48,
        window=WINDOW,
        shrink_windows=False,
        sample=0,
        min_count=1,
        workers=1,
        epochs=epochs,
        alpha=alpha,
        negative=k,
        objective=objective or "negative_sampling",
    )
    assert vectors.counts is not None
    rows = np.array([vectors.index(f"w{word}") for word in range(WORDS)])
    return vectors, Pairs(count_pairs(text, rows), noise_distribution(vectors.counts, 0.75))


def products(vectors: firth.WordVectors) -> NDArray[np.float64]:
    """[V, V]; E E'^T."""
    assert vectors.contexts is not None
    return vectors.vectors.astype(np.float64) @ vectors.contexts.T.astype(np.float64)


def least_loss(pairs: Pairs, k: int) -> float:
    """The mean negative-sampling loss of a pair, in nats, if every score is at its optimum log(n / m)."""
    n, m = pairs.counts, pairs.noise_met(k)
    seen = n > 0
    return float((n * np.log1p(m / np.where(seen, n, 1)) + m * np.log1p(n / m))[seen].sum() / n.sum())


def conditional_entropy(pairs: Pairs) -> float:
    """H(c | w) in nats: the smallest loss of any model that predicts c from w."""
    n = pairs.counts[pairs.counts > 0]
    share = (pairs.counts / pairs.counts.sum(axis=1, keepdims=True))[pairs.counts > 0]
    return float(-(n * np.log(share)).sum() / n.sum())


def draw_pmi() -> Figure:
    """Inner products against their optimum, after different numbers of epochs and for three numbers of noise words."""
    text = toy_text()
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    for epochs, colour in ((1, GREY), (5, ORANGE), (25, BLUE)):
        vectors, pairs = trained(text, k=5, alpha=0.05, epochs=epochs)
        seen = pairs.counts >= SEEN
        optimum, reached = np.log(pairs.counts[seen] / pairs.noise_met(5)[seen]), products(vectors)[seen]
        left.plot(optimum, reached, ".", color=colour, markersize=2.5, label=f"epochs: {epochs}")
        _report_fit(epochs, optimum, reached)
    for k, colour in ((1, GREEN), (5, BLUE), (20, ORANGE)):
        vectors, pairs = trained(text, k=k, alpha=0.05, epochs=25)
        seen = pairs.counts >= SEEN
        ratio = np.log(pairs.counts[seen] / pairs.noise_met(1)[seen])
        right.plot(ratio, products(vectors)[seen], ".", color=colour, markersize=2.5, label=f"k = {k}")
        right.axline((0, -np.log(k)), slope=1, color=colour, linewidth=0.8)
        print(f"negative sampling, k = {k}: least loss {least_loss(pairs, k):.3f} nats")  # noqa: T201 - a script's report
    left.axline((0, 0), slope=1, color="black", linewidth=0.8)
    _name(left, "log n(w,c) / m(w,c), the optimum", "training approaches the optimum (k = 5)")
    _name(right, "log n(w,c) / m(w,c) for k = 1", "k moves the optimum by log k (25 epochs)")
    return figure


def _report_fit(epochs: int, optimum: NDArray[np.float64], reached: NDArray[np.float64]) -> None:
    slope, intercept = np.polyfit(optimum, reached, 1)
    r = np.corrcoef(optimum, reached)[0, 1]
    print(f"epochs: {epochs}, {reached.size} pairs, r {r:.3f}, slope {slope:.3f}, intercept {intercept:+.3f}")  # noqa: T201 - a script's report


def report_likelihoods() -> None:
    """Print the loss that the two softmaxes reach, and the smallest possible one."""
    text = toy_text()
    objectives: tuple[Objective, ...] = ("softmax", "hierarchical_softmax")
    for objective in objectives:
        vectors, pairs = trained(text, objective=objective, alpha=0.01, epochs=50)
        words, loss = vectors.info["training"]["loss_curve"][-1]
        reached = f"loss {loss:.4f} nats after {words:,} words, the least {conditional_entropy(pairs):.4f}"
        print(f"{objective.replace('_', ' ')}: {reached}")  # noqa: T201 - a script's report


def _name(axes: Axes, across: str, title: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel("inner product of the two rows")
    axes.set_title(title, fontsize=10)
    axes.legend(markerscale=4, frameon=False, loc="upper left")


def draw_sampling() -> Figure:
    """The effect of subsampling and of the noise exponent on the words of a text that follows Zipf's law."""
    rank = np.arange(1, 50_001)
    counts = np.round(2e6 / rank).astype(np.int64)
    figure = Figure(figsize=(6, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    kept = counts * keep_chance(counts, 1e-3)
    axes.loglog(rank, counts / counts.sum(), color=GREY, label="share of the text")
    axes.loglog(rank, kept / kept.sum(), color=BLUE, label="share of the centers (sample = 1e-3)")
    axes.loglog(rank, noise_distribution(counts, 0.75), color=ORANGE, label="share of the noise (exponent 0.75)")
    axes.set_xlabel("rank of the word")
    axes.set_ylabel("share")
    axes.legend(frameon=False)
    return figure


def draw_tree() -> Figure:
    """The Huffman tree of twelve words: inner nodes show their rows, branches their codes."""
    counts = np.array(list(COMMONEST.values()))
    tree, share = huffman_tree(counts), counts / counts.sum()
    codes = ["".join(map(str, code)) for code in np.split(tree.codes, tree.starts[1:-1])]
    place: dict[str, float] = {code: across for across, code in enumerate(sorted(codes))}
    inner = {code[:depth]: node for word, code in enumerate(codes) for depth, node in enumerate(_path(tree, word))}
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.axis("off")
    for prefix in sorted(inner, key=len, reverse=True):  # a node is above the middle of its children
        place[prefix] = (place[prefix + "0"] + place[prefix + "1"]) / 2
    for code in place.keys() - {""}:
        _draw_turn(axes, code, place)
    for prefix, node in inner.items():
        axes.text(
            place[prefix], -len(prefix), f"{node}", ha="center", va="center", fontsize=8, color="white", bbox=_DISC
        )
    for word, code, part in zip(COMMONEST, codes, share, strict=True):
        axes.text(place[code], -len(code) - 0.05, f"{word}\n{part:.0%}\n{code}", ha="center", va="top", fontsize=9)
    lengths = np.diff(tree.starts)
    entropy = -(share * np.log2(share)).sum()
    print(f"twelve words: mean code {share @ lengths:.3f} bits, entropy {entropy:.3f} bits")  # noqa: T201 - a script's report
    axes.set_ylim(-lengths.max() - 0.9, 0.3)
    return figure


def _draw_turn(axes: Axes, code: str, place: dict[str, float]) -> None:
    above, below = (place[code[:-1]], 1 - len(code)), (place[code], -len(code))
    axes.plot(*zip(above, below, strict=True), color=GREY, linewidth=1, zorder=1)
    middle = (np.array(above) + np.array(below)) / 2
    axes.text(
        middle[0], middle[1], code[-1], fontsize=8, color=ORANGE, ha="center", va="center", backgroundcolor="white"
    )


_DISC = {"boxstyle": "circle,pad=0.25", "facecolor": BLUE, "edgecolor": "none"}


def _path(tree: HuffmanTree, word: int) -> NDArray[np.int32]:
    return tree.nodes[tree.starts[word] : tree.starts[word + 1]]


def main() -> None:
    FIGURES.mkdir(exist_ok=True)
    report_likelihoods()
    for name, draw in {"pmi": draw_pmi, "sampling": draw_sampling, "huffman": draw_tree}.items():
        draw().savefig(FIGURES / f"{name}.png", dpi=96, metadata={"Software": None})


if __name__ == "__main__":
    main()
