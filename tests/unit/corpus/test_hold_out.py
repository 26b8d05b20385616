import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.corpus.build.encode import encode_sentences
from firth.corpus.hold_out import hold_out
from firth.errors import ConfigError


def sentences_of(corpus):
    words = corpus.vocabulary.words
    spans = zip(corpus.starts[:-1], corpus.starts[1:], strict=True)
    return [[words[i] for i in corpus.ids[begin:end]] for begin, end in spans]


@settings(deadline=None)  # the first example compiles
@given(
    text=st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6), min_size=2, max_size=60),
    share=st.floats(0.05, 0.5),
    seed=st.integers(0, 99),
)
def test_the_two_parts_are_the_whole_in_its_order(text, share, seed):
    numbered = [[*line, f"line{number}"] for number, line in enumerate(text)]
    corpus = encode_sentences(numbered, min_count=1)
    try:
        rest, held_out = hold_out(corpus, share, np.random.default_rng(seed))
    except ConfigError:
        return
    parts = [sentences_of(part) for part in (rest, held_out)]
    assert all(parts)
    for part in parts:
        assert part == [line for line in numbered if line in part]
    assert len(parts[0]) + len(parts[1]) == len(numbered)
    assert rest.vocabulary is held_out.vocabulary is corpus.vocabulary


def test_the_share_is_about_what_was_asked_for(random, monkeypatch):
    monkeypatch.setattr("firth.corpus.hold_out._SENTENCES", 1_000)
    corpus = encode_sentences([["a", "b", "c"]] * 20_000, min_count=1)
    rest, held_out = hold_out(corpus, 0.1, random)
    assert held_out.ids.size == pytest.approx(6_000, rel=0.1)
    assert rest.ids.size + held_out.ids.size == corpus.ids.size
    assert not held_out.ids.flags.writeable
    assert not held_out.starts.flags.writeable
