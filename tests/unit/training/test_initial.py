import dataclasses
import warnings

import numpy as np
import pytest

import firth
from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.corpus.grow import grown
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError
from firth.sampling import huffman_tree
from firth.training.initial import Initial, _matching_nodes, initial_from
from firth.training.train import train
from firth.training.weights import first_weights
from firth.vectors.word_vectors import WordVectors


def small(**given):
    return TrainConfig(**({"vector_size": 12, "min_count": 1, "workers": 1, "epochs": 2} | given))


def text_of(random, words=300, sentences=1_000):
    return [[f"w{w}" for w in line] for line in (random.zipf(1.3, (sentences, 20)) % words)]


@pytest.fixture
def corpus(random):
    return encode_sentences(text_of(random), min_count=1, max_vocab=None, on_progress=None)


def test_a_model_of_hierarchical_softmax_goes_on_where_it_was():
    text = [[f"{group} {word}" for word in range(20)] for group in range(10)] * 30
    corpus = encode_sentences(text, min_count=1, max_vocab=None, on_progress=None)
    config = small(objective="hierarchical_softmax", epochs=20, sample=0)
    model = train(corpus, config)
    still = dataclasses.replace(config, epochs=1, alpha=1e-7)
    begun = initial_from(model, corpus.vocabulary, still)
    np.testing.assert_array_equal(begun.nodes, model.nodes)
    again = train(corpus, still, initial=begun)
    assert again.info["training"]["mean_loss"] == pytest.approx(model.info["training"]["loss_curve"][-1][1], rel=0.1)
    untrained = train(corpus, still).info["training"]["mean_loss"]
    assert again.info["training"]["mean_loss"] < 0.9 * untrained
    assert again.info["training"]["initial"] == ["vectors", "nodes"]
    np.testing.assert_allclose(again.nodes, model.nodes, atol=1e-4)


def test_nodes_go_on_or_are_said_not_to_by_the_front_door_too():
    text = [[f"{group} {word}" for word in range(20)] for group in range(10)] * 30
    fields = {"objective": "hierarchical_softmax", "vector_size": 12, "min_count": 1, "workers": 1}
    model = firth.train(text, epochs=20, sample=0, **fields)
    again = firth.train(text, epochs=1, sample=0, alpha=1e-7, initial=model, **fields)
    np.testing.assert_allclose(again.nodes, model.nodes, atol=1e-4)
    other = [[f"{word}" for word in range(60)]]
    with pytest.warns(match="holds 0 of the 60 words"), pytest.warns(match="has nodes that cannot be used") as caught:
        firth.train(other, epochs=1, initial=model, alpha=0.01, sample=0, **fields)
    assert [each.filename for each in caught] == [__file__] * 2


def test_nodes_go_on_where_they_part_the_same_words(corpus):
    config = small(objective="hierarchical_softmax")
    model, vocabulary = train(corpus, config), corpus.vocabulary
    same, signs = _matching_nodes(model, vocabulary)
    np.testing.assert_array_equal(same, np.arange(len(vocabulary) - 1))
    assert (signs == 1).all()
    doubled = Vocabulary(vocabulary.words, vocabulary.counts * 2)
    np.testing.assert_array_equal(initial_from(model, doubled, config).nodes, model.nodes)
    more = Vocabulary((*vocabulary.words, "new"), np.append(vocabulary.counts, 1))
    with pytest.warns(UserWarning, match="inner nodes of this text's Huffman tree, [0-9,]+ part the same words"):
        begun = initial_from(model, more, config)
    kept = begun.nodes.any(axis=1)
    assert 0 < kept.sum() < len(kept)
    found, signs = _matching_nodes(model, more)
    for node in np.flatnonzero(signs)[:50]:
        assert sides(more, node, vocabulary.words) == sides(vocabulary, found[node])[:: int(signs[node])]


def sides(vocabulary, node, among=None):
    """The words on both sides of an inner node."""
    tree, parts = huffman_tree(vocabulary.counts), [set(), set()]
    for row, word in enumerate(vocabulary.words):
        way = slice(tree.starts[row], tree.starts[row + 1])
        for passed, code in zip(tree.nodes[way], tree.codes[way], strict=True):
            if passed == node and (among is None or word in among):
                parts[code].add(word)
    return parts


def test_nodes_whose_sides_are_exchanged_go_on_with_the_other_sign():
    nodes = np.arange(1, 25, dtype=np.float32).reshape(2, 12)
    model = WordVectors(("a", "b", "c"), np.eye(3, 12), None, np.array([9, 3, 2]), {}, nodes)
    changed = Vocabulary(("a", "c", "b"), np.array([4, 3, 2]))  # now b and c are together more frequent than a
    np.testing.assert_array_equal(initial_from(model, changed, small(objective="hierarchical_softmax")).nodes, -nodes)


def test_nodes_of_other_words_or_another_objective_are_left_behind_with_a_warning(corpus):
    config = small(objective="hierarchical_softmax")
    model = train(corpus, config)
    with pytest.warns(match="holds 0 of the 3 words"), pytest.warns(match="initial has nodes that cannot be used"):
        assert initial_from(model, Vocabulary(("x", "y", "z"), np.array([3, 2, 1])), config).nodes is None
    with pytest.warns(UserWarning, match="initial has nodes that cannot be used"):
        assert initial_from(model, corpus.vocabulary, small()).contexts is None


def test_contexts_are_left_behind_by_hierarchical_softmax_with_a_warning(corpus):
    model = train(corpus, small())
    assert initial_from(model, corpus.vocabulary, small(objective="softmax")).contexts is model.contexts
    with pytest.warns(UserWarning, match="initial has contexts that cannot be used"):
        assert initial_from(model, corpus.vocabulary, small(objective="hierarchical_softmax")).contexts is None


def test_words_are_taken_over_exactly_as_they_are_spelt():
    model = WordVectors(["tea", "cup"], np.eye(2, 12), np.eye(2, 12), None, {"reading": {"lowercase": True}})
    vocabulary = Vocabulary(("Tea", "cup", "pot"), np.array([3, 2, 1]))
    begun = initial_from(model, vocabulary, small())
    assert begun.rows.tolist() == [-1, 1, -1]
    weights, fresh = first_weights((3, 3, 0), small()), first_weights((3, 3, 0), small())
    begun.fill(weights, small())
    np.testing.assert_array_equal(weights.inputs[[0, 2]], fresh.inputs[[0, 2]])
    np.testing.assert_array_equal(weights.inputs[1, :12], model.vectors[1])
    np.testing.assert_array_equal(weights.outputs[:, :12], [np.zeros(12), model.contexts[1], np.zeros(12)])


def test_contexts_cannot_start_hierarchical_softmax(corpus):
    shape = (len(corpus.vocabulary), 12)
    config = small(objective="hierarchical_softmax")
    with pytest.raises(ArgumentError, match="is of nodes"):
        train(corpus, config, initial=Initial(np.zeros(shape), np.zeros(shape)))
    train(corpus, config, initial=Initial(np.ones(shape)))


WAYS = [
    {"architecture": architecture, "objective": objective}
    for architecture in ("skipgram", "cbow")
    for objective in ("negative_sampling", "hierarchical_softmax", "softmax")
]


@pytest.mark.parametrize("way", [*WAYS, {"noise_sharing": "pair"}], ids=str)
@pytest.mark.parametrize("freeze", ["vectors", "contexts", ("w1", "w2", "w250")])
def test_frozen_rows_stay_to_the_bit_and_the_others_move(random, way, freeze):
    text = text_of(random)
    fields = {"vector_size": 12, "min_count": 1, "epochs": 1, "workers": 1, "alpha": 0.05, **way}
    before = firth.train(text, **fields)
    after = firth.train(text, initial=before, freeze=freeze, **{**fields, "workers": 2, "seed": 3})
    second = (before.nodes, after.nodes) if before.contexts is None else (before.contexts, after.contexts)
    of_words = before.contexts is not None
    moved = [(one != other).any(axis=1) for one, other in ((before.vectors, after.vectors), second)]
    chosen = np.isin(before.words, freeze) if isinstance(freeze, tuple) else None
    stay = {
        "vectors": (np.ones_like(moved[0]), np.zeros_like(moved[1])),
        "contexts": (np.zeros_like(moved[0]), np.ones_like(moved[1])),
    }.get(freeze if chosen is None else "", (chosen, chosen if of_words else np.zeros_like(moved[1])))
    for found, fixed in zip(moved, stay, strict=True):
        assert not found[fixed].any()
        assert fixed.all() or found[~fixed].mean() > 0.9
    counts = [int(fixed.sum()) for fixed in stay]
    assert after.info["training"]["frozen"] == counts


def test_a_frozen_training_that_was_interrupted_goes_on_frozen(random, tmp_path):
    text = text_of(random)
    fields = {"vector_size": 12, "min_count": 1, "epochs": 2, "alpha": 0.05}
    before = firth.train(text, **fields)
    fields |= {"initial": before, "freeze": "contexts"}
    whole = firth.train(text, **fields)
    firth.train(text, checkpoint=tmp_path, on_pause=firth.TrainingPause.stop, **fields)
    assert firth.resume(tmp_path) == whole
    np.testing.assert_array_equal(whole.contexts, before.contexts)


def test_the_vocabulary_grows():
    old = firth.train([["tea", "cup", "pot"] * 4, ["pot", "lid"]], vector_size=12, min_count=1, sample=0)
    text = [["tea", "leaf", "leaf", "once"] * 3, ["cup", "leaf"]]
    fields = {"vector_size": 12, "min_count": 3, "sample": 0, "alpha": 0.02, "epochs": 1}
    new = firth.train([*text, ["rare", "tea"]], initial=old, grow=True, **fields)
    assert dict(zip(new.words, new.counts.tolist(), strict=True)) == {
        "tea": 8, "leaf": 7, "pot": 5, "cup": 5, "once": 3, "lid": 1
    }  # fmt: skip
    assert list(new.counts) == sorted(new.counts, reverse=True)
    np.testing.assert_array_equal(new["lid"], old["lid"])  # it is in no window of the text
    assert np.abs(new["tea"] - old["tea"]).max() < 0.3
    without = firth.train(text, initial=old, **fields)
    assert set(without.words) == {"tea", "leaf", "once"}
    assert new.info["corpus"]["tokens_held_out"] == 0


def test_only_new_words_are_learned_where_all_others_are_frozen(random):
    old = firth.train(text_of(random), vector_size=12, min_count=1)
    text = [["w1", "w2", "new", "w3"]] * 50
    new = firth.train(text, initial=old, grow=True, freeze="all", vector_size=12, min_count=1, alpha=0.05, sample=0)
    assert set(new.words) == {*old.words, "new"}
    np.testing.assert_array_equal(new.rows(old.words), old.vectors)
    rows = [new.index(word) for word in old.words]
    np.testing.assert_array_equal(new.contexts[rows], old.contexts)
    assert new.contexts[new.index("new")].any()


def test_a_grown_corpus_is_the_same_text():
    corpus = encode_sentences([["b", "a", "b"], ["c"]], min_count=1, max_vocab=None, on_progress=None)
    bigger = grown(corpus, ("z", "c", "y"), np.array([9, 5, 1]))
    words = bigger.vocabulary.words
    assert words[:2] == ("z", "c")
    assert dict(zip(words, bigger.vocabulary.counts.tolist(), strict=True)) == {"z": 9, "c": 6, "b": 2, "a": 1, "y": 1}
    assert [words[i] for i in bigger.ids] == ["b", "a", "b", "c"]
    assert bigger.starts.tolist() == [0, 3, 4]
    assert grown(corpus, ("z",), None).vocabulary.counts.tolist() == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"grow": True}, ArgumentError, "grow=True: has no effect without initial"),
        ({"freeze": "all"}, ArgumentError, "freeze='all': has no effect without initial"),
        ({"initial": 5, "alpha": 0.1}, ArgumentTypeError, "must be WordVectors"),
        ({"initial": WordVectors(["a"], np.ones((1, 12)))}, ConfigError, "say at which rate to go on from initial"),
    ],
)
def test_what_is_not_clear_is_refused_before_any_text_is_read(given, error, message):
    with pytest.raises(error, match=message):
        firth.train("no-such-text", vector_size=12, **given)


@pytest.mark.parametrize(
    ("freeze", "message"),
    [
        ("nodes", "must be 'vectors', 'contexts', 'all', or words"),
        ("contexts", "initial has no contexts that are taken over"),
        (["a", "q"], "1 of them are not among the words that are taken over from initial, such as 'q'"),
    ],
)
def test_what_is_not_there_cannot_be_frozen(freeze, message):
    with pytest.raises(ArgumentError, match=message):
        firth.train(
            [["a", "b"]], min_count=1, sample=0, vector_size=12, alpha=0.1, freeze=freeze,
            initial=WordVectors(["a"], np.ones((1, 12))),
        )  # fmt: skip


def test_a_training_with_nothing_to_learn_is_refused():
    model = firth.train([["a", "b"]], min_count=1, sample=0, vector_size=12)
    with pytest.raises(ArgumentError, match="nothing would be learned"):
        firth.train([["b", "a"]], min_count=1, sample=0, initial=model, freeze="all", alpha=0.1)
    with pytest.raises(ArgumentTypeError, match="or words"):
        firth.train([["b", "a"]], min_count=1, sample=0, initial=model, freeze=5, alpha=0.1)


def test_other_settings_than_those_of_the_model_are_warned_of():
    model = firth.train([["a", "b"]], min_count=1, sample=0, vector_size=12, architecture="cbow", window=3)
    with pytest.warns(
        UserWarning, match=r"initial was made with architecture='cbow', window=3, and this training is"
    ) as w:
        firth.train([["a", "b"]], min_count=1, sample=0, initial=model, alpha=0.1)
    assert w[0].filename == __file__


def test_a_model_says_what_it_goes_on_from():
    model = firth.train([["a", "b"]], min_count=1, sample=0, vector_size=12)
    info = firth.train([["a", "c"]], min_count=1, sample=0, initial=model, alpha=0.1).info["training"]
    assert info["initial_model"] == {"words": 2, "sources": ["<iterable>"], "fingerprint": None, "tokens": 2}


def test_the_rates_of_the_model_are_named():
    model = firth.train([["a", "b"]], min_count=1, sample=0, vector_size=12, alpha=0.07, min_alpha=0.001)
    with pytest.raises(ConfigError, match=r"whose rate fell from 0.07 to 0.001"):
        firth.train([["a", "b"]], initial=model, vector_size=12, min_count=1)


@pytest.mark.parametrize(("words", "told"), [(("x", "y"), True), (("a", "x"), False)])
def test_a_text_of_other_words_than_those_to_start_from_is_warned_of(words, told):
    initial = firth.WordVectors(words, np.eye(2, dtype=np.float32))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        firth.train([["a", "b"]] * 20, initial=initial, min_count=1, sample=0, epochs=1, alpha=0.01)
    found = [str(each.message) for each in caught if "words of the text" in str(each.message)]
    assert bool(found) == told
    assert not told or "initial holds 0 of the 2 words of the text" in found[0]
