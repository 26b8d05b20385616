"""fastText's models: read as its program reads them, and written so that others read them."""

import gzip
import io
import mmap
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from firth.errors import FormatError, TargetError
from firth.formats import Record, VectorFileWarning, read, write
from firth.subwords.composing import Subwords
from firth.subwords.hashing import FASTTEXT, hashed
from firth.subwords.ngrams import Ngrams, Parts

sys.path.append(str(Path(__file__).parents[2] / "fuzz"))
from fasttext_files import ARGUMENTS, COLUMNS, WORDS, beginning, dense, dictionary, matrix, model, quantized

TEXTS = tuple(word.decode() for word in WORDS)
UNSEEN = ["kings", "国", "gr", "x"]


def read_bytes(tmp_path, data, **options):
    (tmp_path / "m.bin").write_bytes(data)
    return read(tmp_path / "m.bin", **options)


def mean(word, own, ngrams, rows=None):
    """fastText's vector of a word, in one line for each of its steps. `rows`: of the buckets that were kept."""
    keys = [hashed(piece.encode(), FASTTEXT) % ARGUMENTS["bucket"] for piece in Ngrams(2, 3).cut(word)]
    keys = keys if rows is None else [rows[key] for key in keys if key in rows]
    parts = [*own, *ngrams[keys]]
    return np.mean(parts, axis=0, dtype=np.float64) if parts else np.zeros(COLUMNS)


def check_vectors(found, inputs, rows=None):
    for place, word in enumerate(found.words):
        expected = mean(word, inputs[place : place + 1], inputs[len(WORDS) :], rows=rows)
        np.testing.assert_allclose(found.vectors[place], expected, atol=1e-6)
    expected = [mean(word, [], inputs[len(WORDS) :], rows=rows) for word in UNSEEN]
    np.testing.assert_allclose(found.subwords.composed(UNSEEN), expected, atol=1e-6)


def base(array):
    while isinstance(array, np.ndarray):
        array = array.base
    return array.obj if isinstance(array, memoryview) else array


def test_a_model_is_words_counts_vectors_contexts_and_ngrams(tmp_path):
    found = read_bytes(tmp_path, model())
    assert tuple(found.words) == TEXTS
    assert found.counts.tolist() == [9, 8, 7, 6]
    check_vectors(found, matrix(24))
    np.testing.assert_array_equal(found.contexts, matrix(4, 2))
    assert found.subwords.cut == Ngrams(2, 3, 20)
    assert found.info["source_format"] == "fasttext-bin"
    told = {**ARGUMENTS, "loss": "ns", "model": "skipgram"}
    assert found.info["fasttext"] == {**told, "tokens": 99, "quantized": False, "output": "contexts"}


def test_its_large_parts_are_mapped(tmp_path):
    found = read_bytes(tmp_path, model())
    assert isinstance(base(found.subwords.rows), mmap.mmap)
    assert isinstance(base(found.contexts), mmap.mmap)
    assert not found.contexts.flags.writeable


@pytest.mark.parametrize("packed", [False, True])
def test_a_stream_gives_the_same_as_a_file(tmp_path, packed):
    found = read_bytes(tmp_path, model())
    stream = io.BytesIO(gzip.compress(model()) if packed else model())
    other = read(stream)
    assert tuple(other.words) == tuple(found.words)
    for one, two in ((found.vectors, other.vectors), (found.contexts, other.contexts)):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(found.subwords.rows, other.subwords.rows)


@pytest.mark.parametrize("lengths", [False, True])
def test_a_quantized_model_is_decoded(tmp_path, lengths):
    inputs, values = quantized(24, lengths=lengths)
    outputs, output_values = quantized(4, seed=3)
    found = read_bytes(tmp_path, model(inputs=inputs, outputs=outputs))
    check_vectors(found, values)
    np.testing.assert_allclose(found.contexts, output_values, atol=1e-7)
    assert found.info["fasttext"]["quantized"]
    dense_outputs = read_bytes(tmp_path, model(inputs=inputs))
    np.testing.assert_array_equal(dense_outputs.contexts, matrix(4, 2))


def test_of_a_pruned_model_only_kept_ngrams_count(tmp_path):
    pairs = [(17, 1), (3, 2), (5, 0), (11, 3)]
    inputs, values = quantized(len(WORDS) + len(pairs))
    found = read_bytes(tmp_path, model(inputs=inputs, pairs=pairs))
    check_vectors(found, values, rows=dict(pairs))
    assert found.subwords.keys.tolist() == [3, 5, 11, 17]
    assert found.subwords.pruned
    write(found, tmp_path / "m.safetensors")
    again = read(tmp_path / "m.safetensors")
    assert again.subwords.pruned
    np.testing.assert_array_equal(again.subwords.composed(UNSEEN), found.subwords.composed(UNSEEN))
    with pytest.raises(FormatError, match=r"pruned.*Save as safetensors"):
        write(found, tmp_path / "again.bin", "fasttext-bin")


def test_a_model_that_lost_all_its_ngrams_has_the_rows_of_its_words(tmp_path):
    inputs, values = quantized(len(WORDS))
    found = read_bytes(tmp_path, model(inputs=inputs, pairs=[]))
    np.testing.assert_allclose(found.vectors, values, atol=1e-7)
    assert found.subwords is None


def test_no_pairs_in_a_model_that_is_not_quantized_mean_that_nothing_was_pruned(tmp_path):
    data = beginning() + dictionary(pairs=[]) + dense(matrix(24)) + dense(matrix(4, 2))
    check_vectors(read_bytes(tmp_path, data), matrix(24))


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [({"maxn": 0, "bucket": 0}, 4), ({"maxn": 0}, 24), ({"minn": 4}, 24), ({"bucket": 0}, 4)],
)
def test_a_model_without_ngrams_has_the_rows_of_its_words(tmp_path, arguments, rows):
    found = read_bytes(tmp_path, model(inputs=dense(matrix(rows)), **arguments))
    np.testing.assert_array_equal(found.vectors, matrix(rows)[:4])
    assert found.subwords is None


def test_ngrams_of_no_characters_are_those_of_one(tmp_path):
    found = read_bytes(tmp_path, model(minn=0, maxn=1))
    assert found.subwords.cut == Ngrams(1, 1, 20)


@pytest.mark.parametrize(("loss", "name"), [(2, "ns"), (3, "softmax"), (4, "ova")])
def test_the_output_matrix_is_contexts_where_its_rows_are_words(tmp_path, loss, name):
    found = read_bytes(tmp_path, model(loss=loss))
    assert found.info["fasttext"]["loss"] == name
    np.testing.assert_array_equal(found.contexts, matrix(4, 2))


def test_inner_nodes_and_zeros_are_no_contexts(tmp_path):
    nodes = read_bytes(tmp_path, model(loss=1))
    assert nodes.contexts is None
    assert "Huffman tree; left out" in nodes.info["fasttext"]["output"]
    zeros = read_bytes(tmp_path, model(outputs=dense(np.zeros((4, COLUMNS)))))
    assert zeros.contexts is None
    assert zeros.info["fasttext"]["output"] == "zeros; left out"


def test_labels_in_a_text_for_word_vectors_are_left_out(tmp_path):
    found = read_bytes(tmp_path, model(labels=(b"__label__a", b"__label__b")))
    assert tuple(found.words) == TEXTS
    check_vectors(found, matrix(24))


@pytest.mark.parametrize("limit", [1, 3, 4, 9])
def test_the_first_words_are_those_of_the_whole(tmp_path, limit):
    found = read_bytes(tmp_path, model(), limit=limit)
    number = min(limit, 4)
    assert tuple(found.words) == TEXTS[:number]
    assert found.counts.tolist() == [9, 8, 7, 6][:number]
    check_vectors(found, matrix(24))
    np.testing.assert_array_equal(found.contexts, matrix(4, 2)[:number])


def test_many_words_are_read_in_blocks(tmp_path, monkeypatch):
    whole = read_bytes(tmp_path, model())
    monkeypatch.setattr("firth.formats.fasttext.reading.AT_ONCE", 3)
    np.testing.assert_array_equal(read(tmp_path / "m.bin").vectors, whole.vectors)


def test_a_word_that_is_not_utf_8_keeps_the_vector_of_its_bytes(tmp_path):
    words = (b"</s>", b"the", b"caf\xe9", b"tea")
    with pytest.warns(VectorFileWarning, match=r"1 of 4 words is not UTF-8 \(first: b'caf\\xe9' in word 3\)"):
        found = read_bytes(tmp_path, model(words))
    assert tuple(found.words) == ("</s>", "the", "caf\ufffd", "tea")
    inputs = matrix(24)
    keys = [hashed(piece, FASTTEXT) % 20 for piece in (b"<c", b"<ca", b"ca", b"caf", b"af", b"af\xe9")]
    keys += [hashed(piece, FASTTEXT) % 20 for piece in (b"f\xe9", b"f\xe9>", b"\xe9>")]
    np.testing.assert_allclose(found.vectors[2], np.mean([inputs[2], *inputs[4:][keys]], axis=0), atol=1e-6)


def test_words_that_become_equal_empty_or_are_there_twice_are_left_out_with_their_rows(tmp_path):
    with pytest.warns(VectorFileWarning) as told:
        found = read_bytes(tmp_path, model((b"a\xff", b"tea", b"a\xfe", b"tea", b"", b"cup")))
    assert tuple(found.words) == ("a\ufffd", "tea", "cup")
    assert found.counts.tolist() == [9, 8, 4]
    np.testing.assert_array_equal(found.contexts, matrix(6, 2)[[0, 1, 5]])
    assert found.info["words_dropped"] == 3
    assert any("'tea' in word 4" in str(each.message) for each in told)


def test_words_in_another_encoding_have_vectors_and_no_subwords(tmp_path):
    words = ("国王".encode("gb18030"), b"tea")
    found = read_bytes(tmp_path, model(words), encoding="gb18030")
    assert tuple(found.words) == ("国王", "tea")
    assert found.subwords is None
    np.testing.assert_allclose(found.vectors[1], mean("tea", matrix(22)[1:2], matrix(22)[2:]), atol=1e-6)


def test_bytes_after_the_model_are_passed_over_with_a_warning(tmp_path):
    with pytest.warns(VectorFileWarning, match="3 bytes after the end"):
        found = read_bytes(tmp_path, model() + b"abc")
    assert tuple(found.words) == TEXTS


# What is refused.


@pytest.mark.parametrize("version", [11, 12])
def test_a_classifier_is_refused_with_what_to_do(tmp_path, version):
    data = model(version=version, model=3, labels=(b"__label__a",), outputs=dense(matrix(1)))
    with pytest.raises(FormatError, match=r"classifier \(supervised\).*firth train"):
        read_bytes(tmp_path, data)


def test_other_versions_and_other_files_are_refused(tmp_path):
    with pytest.raises(FormatError, match=r"of version 13, and 11 and 12 are read.*\.vec"):
        read_bytes(tmp_path, model(version=13))
    with pytest.raises(FormatError, match="no fastText model: it begins with 100, not 793712314"):
        read_bytes(tmp_path, struct.pack("<12id", 100, *[0] * 11, 0), format="fasttext-bin")
    with pytest.raises(FormatError, match="is read as fasttext-bin"):
        read_bytes(tmp_path, model(), format="word2vec-binary")


def test_a_file_of_2016_has_no_beginning_and_nothing_quantized_or_pruned(tmp_path):
    found = read_bytes(tmp_path, model())
    head = struct.pack("<12id", *ARGUMENTS.values())
    old = dictionary()[:20] + dictionary()[28:]  # without the number of pruned n-grams
    matrices = dense(matrix(24))[1:] + dense(matrix(4, 2))[1:]
    words, vectors = tuple(found.words), found.vectors.copy()
    again = read_bytes(tmp_path, head + old + matrices, format="fasttext-bin")
    assert tuple(again.words) == words
    np.testing.assert_array_equal(again.vectors, vectors)
    np.testing.assert_array_equal(again.contexts, matrix(4, 2))


FILES = {
    "dense": model(),
    "quantized": model(inputs=quantized(24, lengths=True)[0], outputs=quantized(4)[0]),
    "pruned": model(inputs=quantized(6)[0], pairs=[(1, 0), (2, 1)]),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_ends_anywhere_is_truncated(tmp_path, kind):
    data = FILES[kind]
    for length in [*range(4, 400), *range(400, len(data), 97), len(data) - 1]:
        with pytest.raises(FormatError, match=r"m\.bin.* (truncated|ends|bytes? (is|are) left)"):
            read_bytes(tmp_path, data[:length])


def patched(data, form, value, place):
    return data[:place] + struct.pack(form, value) + data[place + struct.calcsize(form) :]


AT = {"dim": 8, "loss": 32, "model": 36, "bucket": 40, "maxn": 48}
SIZES = 64  # where the dictionary begins
INPUT = SIZES + len(dictionary())
BIG = 2**62


@pytest.mark.parametrize(
    ("form", "value", "place", "said"),
    [
        ("<i", 0, AT["dim"], "0 dimensions"),
        ("<i", 2**30, AT["dim"], "1,073,741,824 dimensions"),
        ("<i", 7, AT["dim"], "24 by 5, where its dictionary and its arguments say 24 by 7"),
        ("<i", 9, AT["loss"], "not fastText's"),
        ("<i", 0, AT["model"], "not fastText's"),
        ("<i", -1, AT["bucket"], "not fastText's"),
        ("<i", 2**31 - 1, AT["bucket"], "24 by 5, where .* 2,147,483,651 by 5"),
        ("<i", 40, AT["maxn"], "up to 40 characters, and 32"),
        ("<i", 2**31 - 1, SIZES, "4 words and 0 labels in 2,147,483,647 entries"),
        ("<3i", (2**31 - 1, 2**31 - 1, 0), SIZES, "promises 2,147,483,647 entries"),
        ("<3i", (0, 0, 0), SIZES, "promises 0 words"),
        ("<3i", (4, 5, -1), SIZES, "promises 5 words"),
        ("<3i", (4, 3, 1), SIZES, "3 words and then 1 label"),
        ("<q", BIG, SIZES + 20, "pruned n-grams"),
        ("<q", -2, SIZES + 20, "-2 n-grams"),
        ("<b", 1, SIZES + 28 + 13, "4 words and then 0 labels"),
        ("<q", -5, SIZES + 28 + 5, "counts"),
        ("<q", BIG, INPUT + 1, "input matrix is 4,611,686,018,427,387,904 by 5"),
        ("<q", -24, INPUT + 1, "input matrix is -24 by 5"),
        ("<q", 5, INPUT + 17 + 480 + 1, "output matrix is 5 by 5"),
    ],
)
def test_numbers_that_cannot_be_are_refused_before_memory_is_taken(tmp_path, form, value, place, said):
    data = model()
    values = value if isinstance(value, tuple) else (value,)
    data = data[:place] + struct.pack(form, *values) + data[place + struct.calcsize(form) :]
    with pytest.raises(FormatError, match=said):
        read_bytes(tmp_path, data)


QUANTIZER = INPUT + 22 + 24 * 3


@pytest.mark.parametrize(
    ("form", "value", "place", "said"),
    [
        ("<i", 4, QUANTIZER, "quantizer of its input matrix is of wrong size"),
        ("<i", 2, QUANTIZER + 4, "2 pieces of 2"),
        ("<i", 0, QUANTIZER + 8, "3 pieces of 0"),
        ("<i", -(2**31), QUANTIZER + 8, "3 pieces of -2,147,483,648"),
        ("<i", 3, QUANTIZER + 12, "at last 3 columns"),
        ("<i", 2**31 - 1, INPUT + 18, "takes 2,147,483,647 bytes"),
        ("<i", -1, INPUT + 18, "wrong size|quantizer"),
        ("<q", BIG, INPUT + 2, "input matrix is 4,611"),
    ],
)
def test_a_quantizer_of_wrong_size_is_refused(tmp_path, form, value, place, said):
    with pytest.raises(FormatError, match=said):
        read_bytes(tmp_path, patched(model(inputs=quantized(24)[0]), form, value, place))


def test_codes_for_another_number_of_rows_are_refused(tmp_path):
    data = bytearray(quantized(24)[0])
    struct.pack_into("<i", data, 18, 71)
    with pytest.raises(FormatError, match="71 codes, for 24 rows of 3 pieces"):
        read_bytes(tmp_path, model(inputs=bytes(data[:22] + data[23:])))


@pytest.mark.parametrize("pairs", [[(1, 0), (1, 1)], [(20, 0)], [(-1, 0)], [(1, 1)], [(1, -1)]])
def test_pruned_ngrams_that_are_not_there_are_refused(tmp_path, pairs):
    with pytest.raises(FormatError, match="pruned n-grams some are there twice"):
        read_bytes(tmp_path, model(inputs=quantized(4 + len(pairs))[0], pairs=pairs))


def test_a_model_made_to_fill_the_memory_is_refused(tmp_path):
    rows = 1 << 17
    inputs = struct.pack("<??2qi", True, False, rows + 1, 1000, rows + 1) + bytes(rows + 1)
    inputs += struct.pack("<4i", 1000, 1, 1000, 1000) + bytes(1024 * 1000)
    with pytest.raises(FormatError, match="more than 50 times the file"):
        read_bytes(tmp_path, model((b"a",), inputs, b"", dim=1000, bucket=rows))


def test_a_word_without_end_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"word 2 of its dictionary.*longer than 65,536 bytes"):
        read_bytes(tmp_path, model((b"a", b"b" * 70_000)))
    longest = read_bytes(tmp_path, model((b"a", b"b" * 65_536)))
    assert len(longest.words[1]) == 65_536


def test_a_vector_that_is_not_finite_is_refused(tmp_path):
    inputs = matrix(24)
    inputs[2, 1] = np.nan
    with pytest.raises(FormatError, match=r"word 3: the vector of '国王' holds NaN"):
        read_bytes(tmp_path, model(inputs=dense(inputs)))


# Writing.


def record(**parts):
    subwords = Subwords(Ngrams(2, 3, 20), None, matrix(20, 5))
    parts = {"subwords": subwords, "counts": np.array([9, 8, 7, 6]), "contexts": matrix(4, 7), **parts}
    return Record(TEXTS, subwords.composed(TEXTS, matrix(4, 6)), **parts)


def through(tmp_path, given):
    write(given, tmp_path / "w.bin", "fasttext-bin")
    return read(tmp_path / "w.bin")


def test_what_is_written_is_read_again(tmp_path):
    given = record()
    found = through(tmp_path, given)
    assert tuple(found.words) == TEXTS
    np.testing.assert_allclose(found.vectors, given.vectors, atol=1e-6)
    np.testing.assert_array_equal(found.subwords.rows, given.subwords.rows)
    np.testing.assert_array_equal(found.contexts, given.contexts)
    np.testing.assert_array_equal(found.counts, given.counts)


def test_what_fasttext_wrote_is_written_again(tmp_path):
    data = model(loss=2, model=1, ws=7, t=0.5)
    write(read_bytes(tmp_path, data), tmp_path / "w.bin", "fasttext-bin")
    again = (tmp_path / "w.bin").read_bytes()
    assert len(again) == len(data)
    assert again[:INPUT] == data[:INPUT].replace(struct.pack("<q", 99), struct.pack("<q", 30))  # tokens: counted
    np.testing.assert_allclose(
        *(np.frombuffer(each[INPUT + 17 : INPUT + 17 + 480], "<f4") for each in (again, data)), atol=1e-6
    )


def test_buckets_that_no_word_uses_are_zeros(tmp_path):
    cut = Ngrams(2, 3, 20)
    keys = np.array([3, 17], np.uint64)
    subwords = Subwords(cut, keys, matrix(2, 5))
    given = Record(TEXTS, subwords.composed(TEXTS, matrix(4, 6)), subwords=subwords)
    found = through(tmp_path, given)
    np.testing.assert_allclose(found.vectors, given.vectors, atol=1e-6)
    np.testing.assert_array_equal(found.subwords.rows[[3, 17]], subwords.rows)
    assert not np.delete(found.subwords.rows, [3, 17], axis=0).any()
    np.testing.assert_allclose(found.subwords.composed(UNSEEN), subwords.composed(UNSEEN), atol=1e-6)


def test_words_without_a_row_of_their_own_keep_their_vectors(tmp_path):
    subwords = Subwords(Ngrams(2, 3, 20), None, matrix(20, 5), whole_word=False)
    given = Record(TEXTS, subwords.composed(TEXTS), subwords=subwords)
    np.testing.assert_allclose(through(tmp_path, given).vectors, given.vectors, atol=1e-6)


def test_words_and_vectors_alone_are_enough(tmp_path):
    given = Record(TEXTS, matrix(4))
    found = through(tmp_path, given)
    np.testing.assert_array_equal(found.vectors, given.vectors)
    assert found.subwords is found.contexts is None
    assert found.counts.tolist() == [1, 1, 1, 1]
    assert (found.info["fasttext"]["bucket"], found.info["fasttext"]["maxn"]) == (0, 0)


def test_settings_become_fasttexts_arguments(tmp_path):
    config = {"window": 8, "epochs": 3, "min_count": 2, "negative": 9, "sample": 0.01, "architecture": "cbow"}
    told = through(tmp_path, record(info={"config": config})).info["fasttext"]
    assert [told[name] for name in ("ws", "epoch", "minCount", "neg", "t", "model")] == [8, 3, 2, 9, 0.01, "cbow"]


@pytest.mark.parametrize("value", [None, "x", -1, 2**31, float("nan"), [5]])
def test_settings_that_make_no_sense_are_fasttexts_own(tmp_path, value):
    config = dict.fromkeys(["window", "epochs", "min_count", "negative", "sample", "architecture"], value)
    for info in ({"config": config}, {"config": value}, {"fasttext": {"ws": value, "model": value}}):
        told = through(tmp_path, record(info=info)).info["fasttext"]
        assert (told["ws"], told["neg"], told["t"], told["model"]) == (5, 5, 1e-4, "skipgram")


@pytest.mark.parametrize(
    ("cut", "said"), [(Ngrams(2, 3, None), "exact n-grams"), (Parts(list, "strokes"), "parts of words by 'strokes'")]
)
def test_subwords_that_fasttext_does_not_have_are_refused_with_what_to_do(tmp_path, cut, said):
    subwords = Subwords(cut, np.unique(cut.keys(TEXTS)[1])[:3], matrix(3))
    with pytest.raises(FormatError, match=rf"{said}.*--buckets 2000000"):
        write(record(subwords=subwords), tmp_path / "w.bin", "fasttext-bin")


@pytest.mark.parametrize("word", ["new york", "a\0b", "a\nb", "a\tb", "\ud800"])
def test_words_that_fasttext_cannot_have_are_refused(tmp_path, word):
    with pytest.raises(FormatError, match=r"Save as safetensors instead|Take it out"):
        write(Record((word,), matrix(1)), tmp_path / "w.bin", "fasttext-bin")


def test_rows_that_are_not_finite_are_refused(tmp_path):
    rows = matrix(20)
    rows[13] = np.inf
    subwords = Subwords(Ngrams(2, 3, 20), None, rows)
    with pytest.raises(FormatError, match="n-grams of bucket 13"):
        write(Record(("</s>",), matrix(1), subwords=subwords), tmp_path / "w.bin", "fasttext-bin")
    with pytest.raises(FormatError, match="vector of '</s>'"):
        write(record(contexts=np.full((4, COLUMNS), np.nan, np.float32)), tmp_path / "w.bin", "fasttext-bin")
    assert list(tmp_path.iterdir()) == []


def test_a_model_whose_file_was_emptied_is_not_read(tmp_path):
    found = read_bytes(tmp_path, model())
    (tmp_path / "m.bin").write_bytes(b"")
    with (tmp_path / "w.bin").open("wb") as out, pytest.raises(TargetError, match="emptied"):
        write(Record(found.words, found.vectors, subwords=found.subwords), out, "fasttext-bin")


# Beside an independent reader and writer.


@pytest.fixture(scope="module")
def gensim():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("gensim.models.fasttext", reason="gensim has no wheel for this Python")


@pytest.mark.parametrize("with_ngrams", [True, False])
def test_gensim_reads_what_we_write(tmp_path, gensim, with_ngrams):
    given = record() if with_ngrams else Record(TEXTS, matrix(4))
    write(given, tmp_path / "w.bin", "fasttext-bin")
    theirs = gensim.load_facebook_model(tmp_path / "w.bin")
    assert theirs.wv.index_to_key == list(TEXTS)
    np.testing.assert_allclose(theirs.wv.vectors[1:], given.vectors[1:], atol=1e-6)  # it gives </s> n-grams, too
    if with_ngrams:
        np.testing.assert_allclose(
            [theirs.wv[word] for word in UNSEEN[:3]], given.subwords.composed(UNSEEN[:3]), atol=1e-6
        )
        np.testing.assert_array_equal(theirs.syn1neg, given.contexts)


@pytest.mark.parametrize("options", [{"min_n": 2, "max_n": 4}, {"min_n": 1, "max_n": 2, "sg": 1}, {"max_n": 0}])
def test_we_read_what_gensim_writes(tmp_path, gensim, options):
    text = [["the", "king", "drinks", "tea"], ["国王", "喝", "茶"], ["größe", "tea"]] * 20
    theirs = gensim.FastText(text, vector_size=6, min_count=1, epochs=2, bucket=50, workers=1, seed=1, **options)
    gensim.save_facebook_model(theirs, str(tmp_path / "g.bin"))
    found = read(tmp_path / "g.bin")
    assert list(found.words) == theirs.wv.index_to_key
    np.testing.assert_allclose(found.vectors, theirs.wv.vectors, atol=1e-6)
    np.testing.assert_array_equal(found.contexts, theirs.syn1neg)
    if options["max_n"]:
        unseen = ["kings", "国茶", "größer"]
        np.testing.assert_allclose(found.subwords.composed(unseen), [theirs.wv[word] for word in unseen], atol=1e-6)
