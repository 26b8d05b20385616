"""The same vectors and questions have the same scores in gensim, in SciPy and by word2vec's own protocol."""

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from firth.evaluation.agreement import pearson, spearman
from firth.evaluation.judge import evaluate
from firth.evaluation.questions.reading import read_set
from firth.evaluation.solving import solved
from firth.evaluation.space import Protocol, Space
from firth.vectors.word_vectors import WordVectors

RELATIONS, PAIRS, CLOSE = 8, 14, 1e-6


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A file of Firth's own questions, a model in which some can be answered, and a file of similarities."""
    folder, random = tmp_path_factory.mktemp("peers"), np.random.default_rng(1957)
    relations = [relation.pairs[:PAIRS] for relation in read_set("english").relations[:RELATIONS]]
    lines = []
    for number, pairs in enumerate(relations):
        lines += [f": relation {number}"]
        lines += [f"{a.source} {a.targets[0]} {b.source} {b.targets[0]}" for a in pairs for b in pairs if a != b]
    (folder / "questions.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    known = dict.fromkeys(word for pairs in relations for pair in pairs for word in (pair.source, pair.targets[0]))
    for word in list(known)[::29]:
        del known[word]  # questions with these are not asked
    words = [*known, *(word.title() for word in list(known)[::7]), *(f"filler{i}" for i in range(900))]
    order = random.permutation(len(words))
    words = [words[i] for i in order]
    rows = {word: random.normal(size=24) for word in words}
    for pairs in relations:
        shift = 2 * random.normal(size=24)
        for pair in pairs:
            if pair.source in rows and pair.targets[0] in rows:
                rows[pair.targets[0]] = rows[pair.source] + shift + 0.9 * random.normal(size=24)
    scores = [f"{a.source}\t{a.targets[0]}\t{random.integers(0, 20) / 2}" for pairs in relations for a in pairs]
    (folder / "people.tsv").write_text("\n".join(scores) + "\n", encoding="utf-8")
    return folder, WordVectors(words, np.array([rows[word] for word in words], np.float32))


@pytest.fixture(scope="module")
def keyed(given):
    models = pytest.importorskip("gensim.models", reason="gensim has no wheel for this Python")
    model = models.KeyedVectors(given[1].vectors.shape[1])
    model.add_vectors(given[1].words, np.asarray(given[1].vectors))
    return model


def by_firth(folder, model, protocol):
    """By section, the right answers, and the questions whose two best candidates are too close to tell apart."""
    questions, space = read_set(folder / "questions.txt"), Space(model, protocol)
    fold = str.upper if protocol.fold_case else str
    unit = model.vectors[: space.words].astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for relation, outcome in zip(questions.relations, solved(space, questions.relations, "3CosAdd"), strict=True):
        right, close, asked = set(), set(), int(outcome.asked.sum())
        for number in np.flatnonzero(outcome.asked):
            one, other = (relation.pairs[i] for i in relation.questions[number])
            quadruple = tuple(map(fold, (one.source, *one.targets, other.source, *other.targets)))
            if outcome.right[number]:
                right.add(quadruple)
            a, b, c = (space.row(word) for word in quadruple[:3])
            scores = unit @ (unit[b] - unit[a] + unit[c])
            scores[np.concatenate([space.others(row) for row in (a, b, c)])] = -np.inf
            second, best = np.sort(scores)[-2:]
            if best - second < CLOSE:
                close.add(quadruple)
        yield relation.name, right, close, asked


@pytest.mark.parametrize("fold_case", [True, False])
@pytest.mark.parametrize("candidates", [None, 600])
def test_right_answers_are_those_of_gensim(given, keyed, fold_case, candidates):
    folder, model = given
    _, sections = keyed.evaluate_word_analogies(
        str(folder / "questions.txt"), restrict_vocab=candidates or len(model), case_insensitive=fold_case
    )
    found = list(by_firth(folder, model, Protocol(candidates, fold_case=fold_case)))
    assert len(found) == len(sections) - 1  # theirs has a total
    for (name, right, close, asked), theirs in zip(found, sections, strict=False):
        assert name == theirs["section"]
        assert asked == len(theirs["correct"]) + len(theirs["incorrect"])
        assert right ^ set(theirs["correct"]) <= close
    assert 0.1 < sum(len(right) for _, right, _, _ in found) / sum(asked for *_, asked in found) < 0.9


@pytest.mark.parametrize("fold_case", [True, False])
def test_correlations_are_those_of_gensim(given, keyed, fold_case):
    folder, model = given
    their_pearson, their_spearman, unknown = keyed.evaluate_word_pairs(
        str(folder / "people.tsv"), restrict_vocab=len(model), case_insensitive=fold_case
    )
    ours = evaluate(model, folder / "people.tsv", protocols=[Protocol(fold_case=fold_case)]).totals()
    assert ours[0].value == pytest.approx(their_spearman[0], abs=1e-9)
    assert ours[1].value == pytest.approx(their_pearson[0], abs=1e-6)  # its cosines are in single precision
    assert 100 * (1 - ours[0].asked / ours[0].of) == pytest.approx(unknown)


def test_correlations_are_those_of_scipy(random):
    for size in (2, 5, 400):
        first, second = random.normal(size=size), np.round(random.normal(size=size), 1)
        assert spearman(first, second) == pytest.approx(spearmanr(first, second).statistic, abs=1e-9)
        assert pearson(first, second) == pytest.approx(pearsonr(first, second).statistic, abs=1e-9)


def by_word2vec(folder, model, threshold):
    """Right answers by section, by the steps of word2vec's compute-accuracy, one candidate after the other."""
    words = [word.upper() for word in model.words[:threshold]]
    unit = model.vectors[:threshold].astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    place = {word: row for row, word in reversed(list(enumerate(words)))}  # the first of several
    right = {}
    for line in (folder / "questions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(":"):
            section = line[2:]
            right[section] = 0
            continue
        question = line.upper().split()
        if not all(word in place for word in question):
            continue
        a, b, c = (place[word] for word in question[:3])
        best, answer = -np.inf, None
        for row, score in enumerate(unit @ (unit[b] - unit[a] + unit[c])):
            if row not in {a, b, c} and score > best:
                best, answer = score, words[row]
        right[section] += answer == question[3]
    return right


def test_right_answers_are_those_of_the_protocol_of_compute_accuracy(given):
    """It tells words apart by case after all where a question's word is there in two forms; so here none is."""
    folder, model = given
    lower = [row for row, word in enumerate(model.words) if word.islower()]
    model = WordVectors([model.words[row] for row in lower], model.vectors[lower])
    for threshold in (500, len(model)):
        ours = {name: len(right) for name, right, _, _ in by_firth(folder, model, Protocol(threshold))}
        assert ours == by_word2vec(folder, model, threshold)
        assert sum(ours.values()) > 50
