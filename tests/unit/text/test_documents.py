import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from firth.config import ReadConfig
from firth.corpus.build.any_text import encode
from firth.errors import ConfigError, CorpusError
from firth.text.documents import column_of, document_chunks, word_lists
from firth.text.whitespace import end_of_last_whitespace

TEXTS = ["one two", None, "three\nfour", "國王"]
JOINED = "one two\nthree\nfour\n國王\n"
COLUMNS = {"id": [1, 2, 3, 4], "text": TEXTS}


def chunks_of(text, text_field=None, size=1 << 20, **fields):
    reading = ReadConfig(text_field=text_field, **fields)
    return list(document_chunks(column_of(text, reading) or text, reading, end_of_last_whitespace, size))


def tokens_of(text, *args, **fields):
    return b"".join(chunk.data for chunk in chunks_of(text, *args, **fields)).decode()


SERIES = [
    pd.Series(TEXTS),
    pd.Series(TEXTS, dtype=object),
    pd.Series(TEXTS, dtype="category"),
    pl.Series(TEXTS),
    pl.Series(TEXTS, dtype=pl.Categorical),
    pl.Series(TEXTS, dtype=pl.Enum([text for text in TEXTS if text])),
    pa.array(TEXTS),
    pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
    pa.array(TEXTS).dictionary_encode(),
]
FRAMES = [
    pd.DataFrame(COLUMNS),
    pd.DataFrame({**COLUMNS, "mixed": [1, "a", b"b", None]}),
    pl.DataFrame(COLUMNS),
    pa.table(COLUMNS),
    pa.record_batch(COLUMNS),
]


def kind_of(value):
    return f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize("column", SERIES, ids=kind_of)
def test_a_column_of_any_library_is_its_texts_without_the_missing_ones(column, size):
    assert tokens_of(column, size=size) == JOINED


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize("frame", FRAMES, ids=kind_of)
def test_a_table_of_any_library_is_its_column_of_text(frame, size):
    assert tokens_of(frame, "text", size) == JOINED


LISTS = [["to", "be"], None, ["or", "new york"], []]


@pytest.mark.parametrize(
    "column",
    [pd.Series(LISTS), pl.Series(LISTS), pa.array(LISTS), pa.chunked_array([LISTS[:1], LISTS[1:]])],
    ids=kind_of,
)
def test_a_column_of_lists_of_words_is_its_sentences(column):
    held = column_of(column, ReadConfig())
    assert list(word_lists(held)) == LISTS
    corpus = encode(column, min_count=1)
    assert sorted(corpus.vocabulary.words) == ["be", "new york", "or", "to"]
    assert corpus.sentences_read == 2


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_a_table_may_have_its_lists_of_words_in_a_column(make):
    frame = make({"id": [1, 2, 3, 4], "words": LISTS})
    assert encode(frame, reading=ReadConfig(text_field="words"), min_count=1).tokens_read == 4
    assert encode(frame, min_count=1).tokens_read == 4
    with pytest.raises(ConfigError, match=r"tokenizer='words'.*no effect on token lists"):
        encode(frame, reading=ReadConfig(tokenizer="words"), min_count=1)


def test_a_reader_of_batches_is_read_once_and_needs_no_field_if_one_column_is_text():
    table = pa.table(COLUMNS)
    assert tokens_of(pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1))) == JOINED


@pytest.mark.parametrize("texts", [TEXTS, tuple(TEXTS), (text for text in TEXTS), [*TEXTS, float("nan")]])
def test_an_iterable_of_strings_is_its_texts(texts):
    assert column_of(texts, ReadConfig()) is None
    assert tokens_of(texts) == JOINED


def test_an_iterable_of_mappings_is_the_field_of_each():
    rows = [{"text": text, "n": 1} for text in TEXTS]
    assert tokens_of(rows, "text") == JOINED
    assert tokens_of([*rows, {"n": 1}], "text", 1) == JOINED
    assert tokens_of(iter(rows)) == JOINED


def test_mappings_without_a_clear_field_say_which_they_have():
    with pytest.raises(ConfigError, match="say which field holds the text; document 1 has: title, body"):
        chunks_of([{"title": "a", "body": "b"}])
    with pytest.raises(ConfigError, match="there is no such field; document 1 has: title, body"):
        chunks_of([{"title": "a", "body": "b"}], "text")


def test_chunks_know_the_document_they_begin_with():
    chunks = chunks_of(iter(TEXTS), size=1)
    assert list(dict.fromkeys((chunk.source, chunk.line) for chunk in chunks)) == [
        ("<iterable>", number) for number in (1, 3, 4)
    ]
    assert chunks[-1].bytes_done == len(JOINED.encode())


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (5, r"document 3 is 5 \(int\) where a string is meant"),
        (b"bytes", r"document 3 is b'bytes' \(bytes\)"),
        (["a", "b"], r"document 3 is \['a', 'b'\] \(list\)"),
        ({"text": "a"}, r"document 3 is \{'text': 'a'\} \(dict\)"),
    ],
)
def test_an_item_that_is_no_text_is_named(item, message):
    with pytest.raises((CorpusError, ConfigError), match=message):
        chunks_of(["a", "b", item])


def test_an_exhausted_generator_is_called_so():
    with pytest.raises(CorpusError, match=r"gave nothing\. A generator that was consumed before"):
        chunks_of(iter(()))


@pytest.mark.parametrize("text", [{"train": ["a"]}, "one text", 5])
def test_what_is_no_corpus_is_refused(text):
    with pytest.raises(CorpusError, match="where texts are meant"):
        chunks_of(text)


@pytest.mark.parametrize("frame", [pd.DataFrame(COLUMNS), pl.DataFrame(COLUMNS), pa.table(COLUMNS)], ids=kind_of)
def test_a_column_that_is_missing_or_no_text_is_named(frame):
    with pytest.raises(ConfigError, match="no such column; it has: id"):
        chunks_of(frame, "words")
    with pytest.raises(CorpusError, match="column 'id' of the table holds int64, not text"):
        chunks_of(frame, "id")


@pytest.mark.parametrize("column", [pd.Series([1, 2]), pl.Series([1, 2]), pa.array([1, 2])], ids=kind_of)
def test_a_column_of_numbers_is_refused(column):
    with pytest.raises(CorpusError, match="holds int64, not text"):
        chunks_of(column)


def test_a_field_of_something_without_fields_is_an_error():
    for texts in (["a"], pa.array(["a"])):
        with pytest.raises(ConfigError, match="has no effect"):
            chunks_of(texts, "text")


def test_half_of_a_surrogate_pair_is_refused_or_replaced():
    with pytest.raises(CorpusError, match=r"document near number 2 holds '\\ud800'"):
        chunks_of(["a", "b\ud800"])
    assert tokens_of(["a", "b\ud800"], errors="replace") == "a\nb\ufffd\n"


class Dataset:
    """What is asked of a Hugging Face dataset."""

    __module__ = "datasets.arrow_dataset"
    column_names = ("id", "text")

    def __len__(self):
        return 4

    def select_columns(self, names):
        assert names == ["text"]
        return self

    def with_format(self, kind):
        assert kind == "arrow"
        return self

    def iter(self, batch_size):
        assert batch_size
        for row in range(4):
            yield pa.table(COLUMNS).slice(row, 1)

    def __iter__(self):
        raise AssertionError("it is read by batches")


@pytest.mark.parametrize("field", [None, "text"])
def test_a_dataset_of_hugging_face_is_read_by_batches(field):
    assert tokens_of(Dataset(), field) == JOINED
