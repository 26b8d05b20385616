import functools
import gzip
import io
import threading
from typing import NamedTuple

import numpy as np
import pytest

from firth.config import ReadConfig
from firth.corpus.build import builder, word_counts
from firth.corpus.build import encode as encode_module
from firth.corpus.build.encode import encode_files, encode_sentences
from firth.corpus.growing_array import GrowingArray
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ConfigError, CorpusError, SourceError, TextEncodingError


@pytest.fixture
def small_chunks(monkeypatch):
    """Reading in chunks of seven bytes, so that every boundary is crossed."""
    monkeypatch.setattr(encode_module, "CHUNK_BYTES", 7)


@pytest.fixture
def spill(monkeypatch):
    """Spools that move to a file at once, and blocks of three tokens."""
    for module in (builder, word_counts):
        monkeypatch.setattr(module, "GrowingArray", functools.partial(GrowingArray, memory_bytes=8))
    monkeypatch.setattr(builder, "BLOCK_TOKENS", 3)


def encode(*texts, **settings):
    sources = [io.BytesIO(t if isinstance(t, bytes) else t.encode()) for t in texts]
    return encode_files(sources, **{"min_count": 1, **settings})


def sentences_of(corpus):
    words = corpus.vocabulary.words
    bounds = zip(corpus.starts[:-1], corpus.starts[1:], strict=True)
    return [[words[i] for i in corpus.ids[a:b]] for a, b in bounds]


def test_a_text_becomes_ids_sentence_by_sentence():
    corpus = encode("the cat\nthe dog the\n")
    assert corpus.vocabulary.words == ("the", "cat", "dog")
    assert corpus.vocabulary.counts.tolist() == [3, 1, 1]
    assert corpus.ids.tolist() == [0, 1, 0, 2, 0]
    assert corpus.starts.tolist() == [0, 2, 5]
    assert (corpus.ids.dtype, corpus.starts.dtype) == (np.int32, np.int64)


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.usefixtures("small_chunks", "spill")
def test_chunk_bounds_leave_no_trace(workers):
    text = "a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh\n\n a\r\nb\u3000c\n \n\nend of it"
    corpus = encode(text, workers=workers)
    assert sentences_of(corpus) == [line.split() for line in text.split("\n") if line.split()]
    assert corpus.tokens_read == len(text.split())
    assert corpus.sentences_read == 4


@pytest.mark.usefixtures("small_chunks")
def test_a_line_that_ends_at_the_end_of_a_chunk_ends_its_sentence():
    assert sentences_of(encode("abc de \nfgh\n")) == [["abc", "de"], ["fgh"]]


def test_the_end_of_a_file_ends_its_sentence():
    assert sentences_of(encode("a b", "c d")) == [["a", "b"], ["c", "d"]]


@pytest.mark.usefixtures("spill")
def test_rare_words_leave_and_sentences_left_empty_go_with_them():
    corpus = encode("a b\nc\n\na x a\nd e\nb", min_count=2)
    assert sentences_of(corpus) == [["a", "b"], ["a", "a"], ["b"]]
    assert corpus.tokens_read == 9
    assert corpus.sentences_read == 5


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("small_chunks", "spill")
def test_with_a_vocabulary_ids_are_its_rows_and_other_words_are_dropped(workers):
    given = Vocabulary(("d", "a", "never", "b"), np.array([9, 8, 7, 6]))
    text = "a b\nc\n\na x a\nd e\nb"
    corpus = encode(text, vocabulary=given, min_count=100, max_vocab=1, workers=workers)
    assert corpus.vocabulary is given
    assert corpus.ids.tolist() == [1, 3, 1, 1, 0, 3]
    assert sentences_of(corpus) == [["a", "b"], ["a", "a"], ["d"], ["b"]]
    assert corpus.tokens_read == 9
    same = encode_sentences([line.split() for line in text.split("\n")], vocabulary=given)
    assert (same.vocabulary, same.ids.tolist()) == (given, corpus.ids.tolist())


def test_a_text_that_shares_no_word_with_the_vocabulary_is_an_error():
    given = Vocabulary(("a",), np.array([1]))
    with pytest.raises(CorpusError, match="among the 1 words given"):
        encode("x y", vocabulary=given)
    with pytest.raises(CorpusError, match="among the 1 words given"):
        encode_sentences([["x", "\udcff"]], vocabulary=given)


@pytest.mark.usefixtures("spill")
def test_a_large_corpus_is_mapped_and_cannot_be_written_to():
    corpus = encode("a b c a b c")
    for array in (corpus.ids, corpus.starts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.usefixtures("small_chunks")
def test_one_line_without_an_end_is_one_sentence():
    corpus = encode("word " * 1000)
    assert corpus.starts.tolist() == [0, 1000]


@pytest.mark.usefixtures("small_chunks")
def test_a_word_longer_than_a_chunk_is_one_word():
    assert encode("x" * 1000).vocabulary.words == ("x" * 1000,)


def test_a_byte_order_mark_is_dropped():
    assert encode(b"\xef\xbb\xbfa b").vocabulary.words == ("a", "b")


def test_a_hundred_thousand_distinct_words_are_counted():
    corpus = encode(" ".join(str(i) for i in range(100_000)) + " 99999 7")
    assert corpus.vocabulary.words[:3] == ("7", "99999", "0")
    assert corpus.vocabulary.counts.tolist() == [2, 2] + [1] * 99_998


def test_sources_are_named_as_given(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"a b"))
    assert encode_files([str(path), io.BytesIO(b"c")], min_count=1).sources == (str(path), "<stream>")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("small_chunks")
def test_progress_is_told_by_the_calling_thread_and_ends_at_the_total(tmp_path, workers):
    path = tmp_path / "a.txt"
    path.write_text("one two three four five six", encoding="utf-8")
    seen, threads = [], set()

    def listen(progress):
        seen.append(progress)
        threads.add(threading.current_thread())

    encode_files([path], min_count=1, workers=workers, on_progress=listen)
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
    assert seen[-1].tokens == 6
    assert [p.bytes_done for p in seen] == sorted(p.bytes_done for p in seen)
    assert threads == {threading.current_thread()}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("small_chunks")
def test_invalid_utf8_is_reported_with_file_line_and_byte(tmp_path, workers):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(b"a\nb\nc\n")
    bad.write_bytes(b"one\ntwo\nthree and \xff\nmore\n" * 2)
    with pytest.raises(TextEncodingError, match="byte 0xff") as caught:
        encode_files([good, bad], workers=workers)
    assert caught.value.source == str(bad)
    assert caught.value.line == 3


@pytest.mark.usefixtures("small_chunks")
def test_invalid_utf8_is_replaced_on_request():
    data = b"ab\xe2\x80 \xe2\x80\ncaf\xe9 \xff\xfe x" * 20
    corpus = encode(data, reading=ReadConfig(errors="replace"))
    lines = data.decode(errors="replace").split("\n")
    assert sentences_of(corpus) == [line.split() for line in lines]


@pytest.mark.parametrize("text", ["", "\n \t\n", "\ufeff"])
def test_a_text_without_words_is_an_error(text):
    with pytest.raises(CorpusError, match="<stream> holds no words"):
        encode(text)


def test_no_files_at_all_is_an_error():
    with pytest.raises(CorpusError, match="holds no words"):
        encode_files([])


def test_a_text_of_rare_words_says_which_min_count_would_keep_some():
    with pytest.raises(CorpusError, match=r"4 tokens of 3 distinct words.*'a'.*min_count of 2"):
        encode("a b a c", min_count=5)


def test_a_missing_file_is_an_error_before_the_first_is_read():
    first = io.BytesIO(b"a b c")
    with pytest.raises(SourceError, match="no such file"):
        encode_files([first, "missing.txt"])
    assert first.tell() == 0


@pytest.mark.usefixtures("small_chunks")
def test_a_failure_while_threads_work_reaches_the_caller():
    with pytest.raises(CorpusError):
        encode(b"ok " * 100 + b"\xff " * 100, workers=3)


@pytest.mark.usefixtures("spill")
def test_a_generator_of_token_lists_is_read_once():
    corpus = encode_sentences((s.split() for s in ["the cat", "", "the dog the"]), min_count=1)
    assert sentences_of(corpus) == [["the", "cat"], ["the", "dog", "the"]]
    assert corpus.sources == ("<iterable>",)
    assert corpus.sentences_read == 2


def test_token_lists_and_text_give_the_same_corpus(monkeypatch):
    monkeypatch.setattr(encode_module, "_BATCH_TOKENS", 4)
    text = "a b c\nb\n\nc c c d\ne a"
    ours = encode_sentences([line.split() for line in text.split("\n")], min_count=2)
    theirs = encode(text, min_count=2)
    assert ours.vocabulary.words == theirs.vocabulary.words
    assert ours.ids.tolist() == theirs.ids.tolist()
    assert ours.starts.tolist() == theirs.starts.tolist()
    assert ours.tokens_read == theirs.tokens_read


def test_a_token_may_hold_a_space():
    assert encode_sentences([["New York", "New"]], min_count=1).vocabulary.words == ("New", "New York")


def test_strings_of_numpy_become_plain_strings():
    corpus = encode_sentences([np.array(["a", "b"])], min_count=1)
    assert [type(word) for word in corpus.vocabulary.words] == [str, str]


@pytest.mark.parametrize("sentences", ["corpus.txt", b"corpus.txt", ["to be", "or not"], [b"to be"]])
def test_strings_where_token_lists_are_meant_name_both_remedies(sentences):
    with pytest.raises(CorpusError) as caught:
        encode_sentences(sentences)
    assert "text.split()" in str(caught.value)
    assert "files=[...]" in str(caught.value)


def test_a_token_that_is_no_string_is_named_with_its_place(monkeypatch):
    monkeypatch.setattr(encode_module, "_BATCH_TOKENS", 3)
    with pytest.raises(CorpusError, match=r"token 2 of sentence 4 is 7 \(int\)"):
        encode_sentences([["a", "b"], ["c", "d"], [], ["e", 7]])


class Document(NamedTuple):
    words: list
    tags: list


@pytest.mark.parametrize(
    ("sentence", "advice"),
    [
        ([["a", "b"]], "nested once too deep"),
        ([np.array(["a", "b"])], "nested once too deep"),
        ([("the", "DT"), ("tea", "NN")], "Of pairs such as"),
        ([0, 2], r"EncodedCorpus\.from_ids"),
        (np.array([0, 2]), r"EncodedCorpus\.from_ids"),
        ([0.5, 1.0], r"firth\.WordVectors\(words, matrix\)"),
        (["a", None], "Leave missing words out"),
        (["a", float("nan")], "Leave missing words out"),
        ([b"a"], r"bytes\.decode\(\)"),
        ([object()], r"Convert it with str\(\)"),
        (7, r"EncodedCorpus\.from_ids"),
        (Document(["a", "b"], [0]), r"\[each\.words for each in sentences\]"),
    ],
)
def test_what_is_no_token_is_told_the_way_that_fits_it(sentence, advice):
    with pytest.raises(CorpusError, match=advice):
        encode_sentences([["a", "b"], sentence])


def test_an_empty_token_is_named_with_its_place():
    with pytest.raises(CorpusError, match=r"token 2 of sentence 1 is an empty string"):
        encode_sentences([["a", "", "b"]])


def test_a_sentence_that_is_no_list_is_named():
    with pytest.raises(CorpusError, match="sentence 2 is the int 7"):
        encode_sentences([["a"], 7])


def test_a_word_that_cannot_be_saved_is_found_at_once():
    with pytest.raises(CorpusError, match="cannot be written as UTF-8"):
        encode_sentences([["a", "\udcff"]], min_count=1)


def test_a_consumed_generator_is_recognised():
    used = iter([["a"]])
    next(used)
    with pytest.raises(CorpusError, match="consumed"):
        encode_sentences(used)


def test_sentences_without_tokens_are_an_error():
    with pytest.raises(CorpusError, match="no sentence holds a token"):
        encode_sentences([[], []])


def test_progress_over_sentences_counts_tokens():
    seen = []
    encode_sentences([["a", "b"]] * 3, min_count=1, on_progress=seen.append)
    assert (seen[-1].tokens, seen[-1].bytes_total) == (6, None)


@pytest.mark.usefixtures("small_chunks")
def test_words_to_keep_come_first_under_max_vocab_however_rare():
    corpus = encode("a a a b b b b c d d", max_vocab=2, min_count=2, keep=["c", "never"])
    assert corpus.vocabulary.words == ("b", "c")
    assert corpus.ids.tolist() == [0, 0, 0, 0, 1]
    assert (corpus.min_count, corpus.max_vocab) == (2, 2)


def test_phrases_cannot_be_found_again_for_a_given_vocabulary():
    given = Vocabulary(("a",), np.array([1]))
    with pytest.raises(ConfigError, match="validation_share"):
        encode("a b", vocabulary=given, reading=ReadConfig(phrases=1))


def test_what_a_text_is_and_how_it_was_read_stays_with_the_corpus(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("A b a", encoding="utf-8")
    corpus = encode_files([path], min_count=2, max_vocab=7, reading=ReadConfig(lowercase=True))
    assert corpus.vocabulary.words == ("a",)
    assert corpus.reading["lowercase"]
    assert (corpus.min_count, corpus.max_vocab) == (2, 7)
    assert corpus.stamps == ((5, path.stat().st_mtime_ns),)
