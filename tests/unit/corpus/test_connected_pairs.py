"""Phrases with connectors inside, beside a plain program that goes through the words one by one."""

import itertools

import numpy as np
import pytest

import firth
from firth.errors import ConfigError
from firth.gensim.models.phrases import Phrases

CONNECTORS = {"of", "the", "and"}


def texts():
    random = np.random.default_rng(7)
    words = ["bank", "america", "new", "york", "of", "the", "and", "tea", "cup"]
    for _ in range(6):
        yield [random.choice(words, random.integers(0, 12)).tolist() for _ in range(40)]


def plainly(sentences, threshold, least, discount):
    """One pass: pairs of words with connectors between, counted, scored and joined from left to right."""

    def pairs(sentence):
        places = [at for at, word in enumerate(sentence) if word not in CONNECTORS]
        return [(a, b) for a, b in itertools.pairwise(places)]

    tokens, counts, times = 0, {}, {}
    for sentence in sentences:
        tokens += len(sentence)
        for word in sentence:
            counts[word] = counts.get(word, 0) + 1
        for a, b in pairs(sentence):
            parts = tuple(sentence[a : b + 1])
            times[parts] = times.get(parts, 0) + 1
    score = {
        parts: (number - discount) * tokens / (counts[parts[0]] * counts[parts[-1]])
        for parts, number in times.items()
        if number >= max(least, discount)
    }
    chosen = {parts for parts in score if score[parts] > threshold}
    joined = []
    for sentence in sentences:
        result, at = [], 0
        ends = dict(pairs(sentence))
        while at < len(sentence):
            end = ends.get(at)
            if end is not None and tuple(sentence[at : end + 1]) in chosen:
                result.append("_".join(sentence[at : end + 1]))
                at = end + 1
            else:
                result.append(sentence[at])
                at += 1
        joined.append(result)
    return joined


@pytest.mark.parametrize("threshold", [0.5, 1.0, 2.0])
def test_the_text_is_joined_as_word_by_word(threshold):
    for text in texts():
        sentences = [sentence for sentence in text if sentence]
        found = firth.phrases(
            sentences, min_count=2, phrase_discount=1, phrase_threshold=threshold, phrase_connectors="of the and"
        )
        assert list(found.sentences()) == plainly(sentences, threshold, 2, 1)
        joined = [word for sentence in found.sentences() for word in sentence]
        assert {phrase.word: phrase.times for phrase in found.phrases} == {
            word: joined.count(word) for word in joined if "_" in word
        }
        assert dict(zip(found.words, found.counts.tolist(), strict=True)) == {
            word: joined.count(word) for word in found.words
        }


def test_the_same_phrases_are_joined_as_by_the_skin():
    sentences = [["the", "bank", "of", "america", "and", "the", "tea"], ["tea", "and", "america"], ["bank"]] * 20
    ours = firth.phrases(sentences, phrase_score="npmi", phrase_threshold=0.4, phrase_connectors="of the and")
    theirs = Phrases(sentences, scoring="npmi", threshold=0.4, connector_words=CONNECTORS)
    assert list(ours.sentences()) == list(theirs[sentences])
    assert ours.phrases[0].word == "bank_of_america"
    assert ours.phrases[0].length == 3


def test_a_second_pass_joins_phrases_with_connectors_inside():
    sentences = [["bank", "of", "new", "york"], ["new", "york"], ["tea"], ["cup"], ["of"]] * 30
    found = firth.phrases(sentences, phrases=2, phrase_threshold=1, phrase_connectors="of")
    assert "bank_of_new_york" in found.words or "bank_of_new" in found.words
    assert [phrase.length for phrase in found.phrases if phrase.word == "bank_of_new_york"] in ([4], [])


def test_no_pair_reaches_across_the_end_of_a_sentence_or_is_made_of_connectors():
    found = firth.phrases(
        [["bank", "of"], ["america"], ["of", "the"], []] * 30, phrase_threshold=0.1, phrase_connectors="of the"
    )
    assert found.phrases == []


def test_training_takes_connectors_too_and_the_model_tells_them():
    sentences = [["bank", "of", "america"], ["tea", "of", "cup"], ["america", "tea", "of", "of", "bank"]] * 30
    vectors = firth.train(
        sentences, phrases=1, phrase_threshold=0.1, phrase_connectors="of", min_count=1, vector_size=4, epochs=1
    )
    assert "bank_of_america" in vectors
    assert vectors.info["reading"]["phrase_connectors"] == "of"


def test_connectors_that_make_no_sense_are_refused():
    for wrong in (" ", "", 3):
        with pytest.raises(ConfigError, match="phrase_connectors"):
            firth.ReadConfig(phrases=1, phrase_connectors=wrong)
    with pytest.raises(ConfigError, match="no effect without phrases"):
        firth.ReadConfig(phrase_connectors="of")
