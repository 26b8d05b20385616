import math
from collections import Counter
from itertools import pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.corpus import phrases
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.phrases import find_phrases, join_phrases, spelt_together
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.errors import CorpusError

# words that become spelt alike by joining: a_b + c and a + b_c, 国 + 家 and 国家
WORDS = st.sampled_from(["a", "b", "c", "a_b", "b_c", "国", "家", "国家", None])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=6).filter(
    lambda sentences: any(map(any, sentences))
)
SCORES = st.sampled_from(
    [
        ("word2phrase", -50.0, 1),
        ("word2phrase", 0.7301, 0),
        ("word2phrase", 0.31, 1),
        ("npmi", 0.2113, None),
        ("npmi", -1.0, None),
    ]
)


def naive(sentences, reading, least):
    """What joining must give; None is a gap. Plain Python, read as a specification."""
    found = Counter()
    for _ in range(reading.phrases):
        tokens = sum(map(len, sentences))
        words = Counter(word for sentence in sentences for word in sentence if word)
        pairs = Counter(pair for s in sentences for pair in pairwise(s) if None not in pair)
        good = {
            (a, b)
            for (a, b), times in pairs.items()
            if times >= max(least, reading.phrase_discount or 0)
            and score(times, words[a], words[b], tokens, reading) > reading.phrase_threshold
        }
        sentences = [list(joined(sentence, good, found)) for sentence in sentences]
    return sentences, found


def score(times, first, second, tokens, reading):
    if reading.phrase_score == "npmi":
        return math.log(times * tokens / (first * second)) / -math.log(times / tokens)
    return (times - reading.phrase_discount) * tokens / (first * second)


def joined(sentence, good, found):
    at = 0
    while at < len(sentence):
        if tuple(sentence[at : at + 2]) in good:
            word = spelt_together(*sentence[at : at + 2])
            found[word] += 1
            yield word
            at += 2
        else:
            yield sentence[at]
            at += 1


def reading_of(passes, scoring):
    kind, threshold, discount = scoring
    return ReadConfig(phrases=passes, phrase_score=kind, phrase_threshold=threshold, phrase_discount=discount)


def in_memory(size):
    """Count pairs in less memory than a person may ask for."""
    count = phrases._frequent_pairs
    return patch.object(phrases, "_frequent_pairs", lambda text, counts, least, _: count(text, counts, least, size))


def encoded(sentences):
    """A corpus with gaps, as the encoder makes one: gaps count as tokens read."""
    counts = Counter(word for sentence in sentences for word in sentence if word)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    index = {None: -1, **{word: number for number, word in enumerate(words)}}
    ids = np.array([index[word] for sentence in sentences for word in sentence], np.int32)
    starts = np.cumsum([0, *map(len, sentences)])
    vocabulary = Vocabulary(tuple(words), np.array([counts[word] for word in words], np.int64))
    facts = {"tokens_read": ids.size, "sentences_read": len(sentences), "sources": ("<iterable>",)}
    return unchecked(EncodedCorpus, vocabulary=vocabulary, ids=ids, starts=starts, **facts)


def plain(ids, starts, words):
    names = [*words, None]  # where -1 points to
    return [[names[i] for i in ids[a:b]] for a, b in pairwise(starts)]


@settings(max_examples=300, deadline=None)
@given(
    sentences=TEXTS,
    passes=st.integers(1, 4),
    scoring=SCORES,
    least=st.integers(1, 3),
    sizes=st.tuples(st.sampled_from([8, 32, 56, 10**6]), st.sampled_from([1, 2, 3, 100])),
)
def test_text_and_counts_are_those_of_the_plain_twin_whatever_the_memory(sentences, passes, scoring, least, sizes):
    memory, block = sizes
    reading = reading_of(passes, scoring)
    with in_memory(memory), patch.object(phrases, "_BLOCK_TOKENS", block), patch.object(phrases, "_BLOCK_PAIRS", block):
        text = find_phrases(encoded(sentences), reading, least=least)
    expected, found = naive(sentences, reading, least)
    assert plain(text.ids, text.starts, text.words) == expected
    assert {phrase.word: phrase.times for phrase in text.phrases} == found
    counts = Counter(word for sentence in expected for word in sentence if word)
    assert {w: n for w, n in zip(text.words, text.counts.tolist(), strict=True) if n} == counts
    assert len(set(text.words)) == len(text.words)


@settings(max_examples=100, deadline=None)
@given(sentences=TEXTS, passes=st.integers(1, 3), least=st.integers(1, 3), most=st.none() | st.integers(1, 5))
def test_the_vocabulary_is_chosen_after_joining(sentences, passes, least, most):
    reading = reading_of(passes, ("word2phrase", 0.7301, 0))
    expected, _ = naive(sentences, reading, least)
    counts = Counter(word for sentence in expected for word in sentence if word)
    kept = sorted((w for w in counts if counts[w] >= least), key=lambda w: (-counts[w], w))[:most]
    try:
        corpus, _ = join_phrases(encoded(sentences), reading, min_count=least, max_vocab=most)
    except CorpusError:
        assert not kept
        return
    left = [[word for word in sentence if word in kept] for sentence in expected]
    assert list(corpus.vocabulary.words) == kept
    assert corpus.vocabulary.counts.tolist() == [counts[word] for word in kept]
    assert plain(corpus.ids, corpus.starts, kept) == [sentence for sentence in left if sentence]
    assert corpus.tokens_read == sum(map(len, sentences))
