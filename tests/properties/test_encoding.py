import functools
import io
from collections import Counter
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.corpus.build import builder, encode, numbered_chunk, word_counts
from firth.corpus.build.encode import encode_files, encode_sentences
from firth.corpus.growing_array import GrowingArray
from firth.errors import CorpusError

SPACES = " \n\t\r\v\f\x1c\x1f\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000"
CHARACTERS = st.sampled_from(SPACES + "abé\u200b\ufeff国王\U0001f600") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\0"
)
TEXTS = st.text(CHARACTERS, max_size=60)


def naive(lines, min_count):
    """What encoding must give: words, counts, sentences. Plain Python, read as a specification."""
    counts = Counter(word for line in lines for word in line)
    kept = sorted((w for w in counts if counts[w] >= min_count), key=lambda w: (-counts[w], w))
    sentences = [[w for w in line if counts[w] >= min_count] for line in lines]
    return kept, [counts[w] for w in kept], [s for s in sentences if s]


def plain(corpus):
    words = corpus.vocabulary.words
    sentences = [
        [words[i] for i in corpus.ids[a:b]] for a, b in zip(corpus.starts[:-1], corpus.starts[1:], strict=True)
    ]
    return list(words), corpus.vocabulary.counts.tolist(), sentences


def encoded_in_small_pieces(data, size, **options):
    small_spool = functools.partial(GrowingArray, memory_bytes=16)
    with (
        patch.object(encode, "CHUNK_BYTES", size),
        patch.object(builder, "GrowingArray", small_spool),
        patch.object(word_counts, "GrowingArray", small_spool),
        patch.object(builder, "BLOCK_TOKENS", 2),
        patch.object(numbered_chunk, "_COMMON_WORDS", 4),
        patch.object(word_counts, "_ENTRY_BYTES", 1 << 30),  # one shard at a time
    ):
        return encode_files([io.BytesIO(data)], **options)


def outcome(call):
    try:
        return plain(call())
    except CorpusError:
        return None


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, size=st.integers(1, 20), min_count=st.integers(1, 3))
def test_files_are_encoded_as_plain_python_would(text, size, min_count):
    text = text.removeprefix("\ufeff")
    lines = [line.split() for line in text.split("\n")]
    expected = naive(lines, min_count)
    got = outcome(lambda: encoded_in_small_pieces(text.encode(), size, min_count=min_count))
    assert got == (expected if expected[0] else None)


@settings(max_examples=300, deadline=None)
@given(
    data=st.lists(st.binary(max_size=3) | TEXTS.map(str.encode), max_size=12).map(b"".join),
    size=st.integers(1, 20),
)
def test_any_bytes_are_read_as_python_decodes_them(data, size):
    # A byte-order mark and the signatures of compressed files are not text.
    data = b"x" + data.replace(b"\0", b"")  # nor is NUL
    lines = [line.split() for line in data.decode(errors="replace").split("\n")]
    assert plain(encoded_in_small_pieces(data, size, min_count=1, reading=ReadConfig(errors="replace"))) == naive(
        lines, 1
    )
    strict = outcome(lambda: encoded_in_small_pieces(data, size, min_count=1))
    try:
        data.decode()
    except UnicodeDecodeError:
        assert strict is None
    else:
        assert strict == naive(lines, 1)


@settings(max_examples=100, deadline=None)
@given(
    sentences=st.lists(st.lists(st.text(CHARACTERS, min_size=1, max_size=3), max_size=8), min_size=1, max_size=8),
    min_count=st.integers(1, 3),
)
def test_token_lists_are_encoded_as_plain_python_would(sentences, min_count):
    expected = naive(sentences, min_count)
    with patch.object(encode, "_BATCH_TOKENS", 5):
        got = outcome(lambda: encode_sentences(iter(sentences), min_count=min_count))
    assert got == (expected if expected[0] else None)


PHRASES = (
    *("The cat", "don't.", "Mr. Fox", "said:", "“Go!”", "U.S.", "state-of-the-art", "３．１４", "\n", "\n\n", "\u3000"),
    *("國王喜歡", "城堡，", "女王也喜歡。", "”", "Python很好！", "1914-1918", "ﬁne", "電腦", "？"),
)
RAW = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=12).map(" ".join) | st.lists(
    st.sampled_from("国王喜欢城堡，。！”ab. \n"), min_size=1, max_size=30
).map("".join)

READINGS = [
    {"tokenizer": "words", "lowercase": True},
    {"tokenizer": "words", "sentence_ends": "punctuation", "digits": "drop"},
    {"tokenizer": "characters", "nfkc": True},
    {"tokenizer": "rjieba", "chinese_script": "simplified", "sentence_ends": "punctuation"},
    {"tokenizer": "whitespace", "sentence_ends": "punctuation", "digits": "zero"},
    {"tokenizer": "words", "phrases": 1, "phrase_score": "npmi", "phrase_threshold": -1.0},
    {"tokenizer": str.split, "lowercase": True},
]


@settings(max_examples=150, deadline=None)
@given(text=RAW, reading=st.sampled_from(READINGS), size=st.integers(1, 40), workers=st.integers(1, 3))
def test_neither_chunks_nor_threads_leave_a_trace(text, reading, size, workers):
    options = {"min_count": 1, "reading": ReadConfig(**reading)}

    def arrays(call):
        try:
            corpus = call()
        except CorpusError:
            return None
        return corpus.vocabulary.words, corpus.vocabulary.counts.tolist(), corpus.ids.tolist(), corpus.starts.tolist()

    whole = arrays(lambda: encode_files([io.BytesIO(text.encode())], **options))
    assert arrays(lambda: encoded_in_small_pieces(text.encode(), size, workers=workers, **options)) == whole
