import functools
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.corpus import renumber
from firth.corpus.build.encode import encode_sentences
from firth.corpus.growing_array import GrowingArray
from firth.corpus.restrict import restricted
from firth.errors import CorpusError

SENTENCES = st.lists(st.lists(st.sampled_from("aaaabbbccd"), max_size=6), min_size=1, max_size=8)


def plain(corpus):
    arrays = (corpus.vocabulary.counts, corpus.ids, corpus.starts)
    return corpus.vocabulary.words, *(array.tolist() for array in arrays), corpus.tokens_read, corpus.sentences_read


def outcome(call):
    try:
        return plain(call())
    except CorpusError:
        return None


@settings(max_examples=200, deadline=None)
@given(
    sentences=SENTENCES,
    min_count=st.integers(1, 6),
    max_vocab=st.none() | st.integers(1, 4),
    block=st.integers(1, 8),
)
def test_a_narrowed_corpus_is_the_one_that_would_have_been_encoded(sentences, min_count, max_vocab, block):
    if not any(sentences):
        return
    expected = outcome(lambda: encode_sentences(sentences, min_count=min_count, max_vocab=max_vocab))
    everything = encode_sentences(sentences, min_count=1)
    with (
        patch.object(renumber, "BLOCK_TOKENS", block),
        patch.object(renumber, "GrowingArray", functools.partial(GrowingArray, memory_bytes=8)),
    ):
        assert outcome(lambda: restricted(everything, min_count, max_vocab)) == expected


@given(sentences=SENTENCES, keep=st.sets(st.sampled_from("abcdx")))
def test_words_to_keep_stay_however_rare(sentences, keep):
    if not any(sentences):
        return
    everything = encode_sentences(sentences, min_count=1)
    words = set(everything.vocabulary.words)
    kept = {w for w, n in zip(everything.vocabulary.words, everything.vocabulary.counts, strict=True) if n >= 4}
    if not kept | (keep & words):
        return
    found = restricted(everything, 4, None, keep)
    assert set(found.vocabulary.words) == kept | (keep & words)
    assert np.all(np.diff(found.vocabulary.counts) <= 0)
    assert np.bincount(found.ids, minlength=len(found.vocabulary)).tolist() == found.vocabulary.counts.tolist()
