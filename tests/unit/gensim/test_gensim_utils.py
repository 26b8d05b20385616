"""gensim's small tools give what gensim's give; what Firth lacks is refused with the way out."""

import numpy as np
import pytest

from firth.errors import ArgumentError, FirthError, SourceError
from firth.gensim import downloader, matutils, utils
from firth.gensim.models.doc2vec import Doc2Vec, TaggedDocument

TEXTS = ["Nic nemůže letět _rychle_ than 300 tisíc km!", "Éa b2c don't", "国王 and queen", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_text_are_those_of_gensim(text):
    theirs = pytest.importorskip("gensim.utils")
    for options in ({}, {"deacc": True}, {"lower": True, "deacc": True}, {"to_lower": True}):
        assert list(utils.tokenize(text, **options)) == list(theirs.tokenize(text, **options))
    for options in ({}, {"deacc": True}, {"min_len": 4, "max_len": 6}):
        assert utils.simple_preprocess(text, **options) == theirs.simple_preprocess(text, **options)
    assert utils.deaccent(text) == theirs.deaccent(text)
    assert utils.to_utf8(text) == theirs.to_utf8(text)


def test_bytes_become_text_or_an_error():
    assert utils.to_unicode(b"caf\xe9", "latin-1") == "café"
    assert utils.any2unicode(b"caf\xe9", errors="ignore") == "caf"
    with pytest.raises(UnicodeDecodeError):
        utils.any2unicode(b"caf\xe9")


def test_a_rule_decides_what_stays():
    assert utils.keep_vocab_item("a", 5, 5)
    assert not utils.keep_vocab_item("a", 4, 5)
    for rule, stays in ((utils.RULE_KEEP, True), (utils.RULE_DISCARD, False), (utils.RULE_DEFAULT, True)):
        assert utils.keep_vocab_item("a", 5, 5, lambda *_, rule=rule: rule) is stays


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz"])
def test_files_are_opened_by_their_endings(tmp_path, ending):
    path = str(tmp_path / f"f{ending}")
    with utils.open(path, "wb") as file:
        file.write("tea 国王\n".encode())
    with utils.open(path, encoding="utf-8") as file:
        assert file.read() == "tea 国王\n"
        assert utils.open(file) is file
    with pytest.raises(SourceError, match="Fetch it first"):
        utils.open("s3://bucket/file")


def test_sentences_are_written_a_line_each(tmp_path):
    utils.save_as_line_sentence([["tea", "cup"], ["国王"]], str(tmp_path / "f"))
    assert (tmp_path / "f").read_text("utf-8") == "tea cup\n国王\n"


VECTORS = [np.array([3.0, 4.0]), np.zeros(2), np.array([1, 2], np.float32), np.array([3, 4]), [(1, 3.0), (5, 4.0)]]


@pytest.mark.parametrize("vector", VECTORS, ids=str)
@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_unit_vectors_are_those_of_gensim(vector, norm):
    theirs = pytest.importorskip("gensim.matutils")
    found, expected = (module.unitvec(vector, norm, return_norm=True) for module in (matutils, theirs))
    np.testing.assert_allclose(found[0], expected[0], atol=1e-7)
    assert found[1] == pytest.approx(expected[1]) or not np.any(vector)
    with pytest.raises(ArgumentError):
        matutils.unitvec(vector, "l3")


def test_cosines_of_sparse_vectors_and_orders():
    assert matutils.cossim([(1, 3.0), (2, 4.0)], [(2, 1.0)]) == pytest.approx(0.8)
    assert matutils.cossim([], [(2, 1.0)]) == 0
    assert matutils.argsort([3, 1, 2]).tolist() == [1, 2, 0]
    assert matutils.argsort([3, 1, 3], topn=2, reverse=True).tolist() == [0, 2]


def test_what_firth_does_not_have_says_what_to_do():
    for ask in (lambda: downloader.load("glove"), downloader.info, Doc2Vec, lambda: Doc2Vec.load("x")):
        with pytest.raises(FirthError, match=r"KeyedVectors\.load"):
            ask()
    assert TaggedDocument(["tea"], [0]).words == ["tea"]
