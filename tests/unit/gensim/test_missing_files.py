"""Files that are not there: programs catch a FileNotFoundError, and train."""

import errno
import pickle

import pytest

from firth.errors import SourceError
from firth.gensim.models import FastText, KeyedVectors, Phrases, Word2Vec
from firth.gensim.models.fasttext import FastTextKeyedVectors, load_facebook_model
from firth.gensim.models.word2vec import LineSentence, Text8Corpus

WAYS = {
    "Word2Vec": Word2Vec.load,
    "FastText": FastText.load,
    "KeyedVectors": KeyedVectors.load,
    "FastTextKeyedVectors": FastTextKeyedVectors.load,
    "text": KeyedVectors.load_word2vec_format,
    "binary": lambda name: KeyedVectors.load_word2vec_format(name, binary=True),
    "fastText": load_facebook_model,
    "Phrases": Phrases.load,
    "sentences": lambda name: list(LineSentence(name)),
    "training": lambda name: Word2Vec(LineSentence(name)),
    "text8": lambda name: list(Text8Corpus(name)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["none.model", "none.gz"])
def test_a_missing_file_is_an_error_of_ours_and_a_file_not_found(tmp_path, way, name):
    with pytest.raises(FileNotFoundError, match="no such file") as told:
        WAYS[way](str(tmp_path / name))
    assert isinstance(told.value, SourceError)
    assert told.value.errno == errno.ENOENT
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)


def test_a_file_that_is_there_and_cannot_be_read_is_not_missing(tmp_path):
    with pytest.raises(SourceError) as told:
        KeyedVectors.load(tmp_path)
    assert not isinstance(told.value, FileNotFoundError)
