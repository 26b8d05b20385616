import numpy as np
import pytest

import firth
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.encoders.opening import open_encoder
from firth.errors import ArgumentError, CorpusError
from firth.studies.senses.encoded import Reader
from firth.studies.senses.occurrences import places_of
from firth.studies.senses.views import LENGTH
from firth.vectors.word_vectors import WordVectors
from small_encoders import small_encoder, states

SUBJECTS = (["a", "cup", "of", "tea"], ["the", "river", "bank", "茶"])


@pytest.fixture(scope="module")
def told():
    """A text in which "spring" is used of two subjects: of that of the first word, and of most of the others."""
    random = np.random.default_rng(5)
    known = random.integers(2, size=400)
    text = []
    for subject in known.tolist():
        own = [subject, *np.where(random.random(11) < 0.7, subject, 1 - subject).tolist()]
        words = [str(random.choice(SUBJECTS[each])) for each in own]
        text.append([*words[:6], "spring", *words[6:]])
    words = [*SUBJECTS[0], *SUBJECTS[1], "spring"]
    rows = random.normal(size=(len(words), 12))
    rows[:4, 0] += 0.5
    return WordVectors(words, rows.astype(np.float32)), text, known


def view_of(encoder, text, word):
    corpus = firth.encode(text, min_count=1)
    row = corpus.vocabulary.words.index(word)
    return Reader(open_encoder(encoder)).view(corpus, places_of(corpus, row))


def test_the_view_is_what_the_encoder_makes_of_the_words_around(tmp_path):
    text = [["a", "cup", "of", "tea"], ["the", "tea", "river", "tea", "bank"], ["茶", "杯", "tea"]]
    found = view_of(small_encoder(tmp_path / "small"), text, "tea")
    around = ["a", "cup", "of"], ["the", "river", "bank"], ["the", "river", "bank"], ["茶", "杯"]
    rows = np.stack([states("[CLS]", *pieces, "[SEP]")[1:-1].mean(axis=0) for pieces in around])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows -= rows.mean(axis=0)
    assert np.allclose(found, rows * LENGTH / np.sqrt((rows**2).sum(axis=1).mean()), atol=1e-4)


def test_the_encoder_reads_sixteen_words_on_each_side_with_blanks_between():
    seen = []

    def encoder(texts):
        seen.extend(texts)
        return [[len(text), 1] for text in texts]

    view_of(encoder, [[*(f"l{at}" for at in range(20)), "tea", *(f"r{at}" for at in range(20))], ["tea", "x"]], "tea")
    assert " ".join([*(f"l{at}" for at in range(4, 20)), *(f"r{at}" for at in range(16))]) in seen


def test_a_sentence_of_the_word_alone_is_as_the_mean_of_the_others():
    found = view_of(lambda texts: [[len(text), 1] for text in texts], [["tea"], ["tea", "a"], ["tea", "long"]], "tea")
    assert np.allclose(found[0], 0, atol=1e-5)
    assert np.abs(found[1:]).min() > 0


def test_an_encoder_that_knows_what_the_vectors_do_not_puts_more_occurrences_right(told):
    vectors, text, known = told

    def right(**fields):
        share = np.mean(firth.senses(vectors, "spring", text, number=2, **fields).assigned == known)
        return max(share, 1 - share)

    def encoder(texts):
        return [[float(line.split()[0] in SUBJECTS[0]), 1] for line in texts]

    assert right() < 0.9 < right(encoder=encoder)


def test_the_result_says_with_which_encoder_and_the_windows_are_counted(told, tmp_path):
    vectors, text, _ = told
    events = []
    encoder = small_encoder(tmp_path / "small")
    found = firth.senses(vectors, "spring", text, encoder=encoder, layer=0, progress=events.append)
    assert found.as_dict()["encoder"] == {"name": "small", "kind": "onnx", "layer": "last_hidden_state"}
    done = [each for each in events if isinstance(each, firth.DistilProgress)]
    assert (done[-1].texts, done[-1].texts_total) == (400, 400)
    assert firth.senses(vectors, "spring", text).encoder is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"layer": 1}, "is for an encoder"),
        ({"device": "cpu"}, "is for an encoder"),
        ({"encoder": lambda texts: [[1.0]] * min(len(texts), 2)}, "a vector for each of the"),
        ({"encoder": lambda texts: np.full((len(texts), 2), np.nan)}, "not finite"),
    ],
)
def test_what_an_encoder_cannot_do_is_refused(told, fields, says):
    vectors, text, _ = told
    with pytest.raises(ArgumentError, match=says):
        firth.senses(vectors, "spring", text, **fields)


def test_words_that_are_ids_cannot_be_read():
    ids = np.tile(np.arange(4), 50)
    model = firth.train(EncodedCorpus.from_ids(ids), vector_size=4, min_count=1, epochs=1)
    with pytest.raises(ArgumentError, match="numbers without names"):
        firth.senses(model, 1, EncodedCorpus.from_ids(ids), encoder=lambda texts: [[1.0]] * len(texts))


class _Silent:
    """An encoder that has no piece of anything."""

    dimensions, facts = 3, {"name": "silent"}

    def texts(self, texts):
        return np.full((len(texts), 3), np.nan, np.float32)

    def spans(self, *_):
        raise AssertionError


def test_an_encoder_that_can_read_nothing_of_it_is_refused(told):
    vectors, text, _ = told
    with pytest.raises(CorpusError, match="no piece of what stands around"):
        firth.senses(vectors, "spring", text, encoder=_Silent())
