"""Files that are mapped into memory: Firth replaces them, and never writes into them.

Whoever truncates a mapped file ends every process that reads what is gone (SIGBUS), and no program can prevent it. A
file that is replaced by another of its name lives on for those who have mapped it.
"""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import firth

WRITES_IN_PLACE = re.compile(r"""open\(\s*["'](?:[wa]|r?b?\+)|\.write_(?:text|bytes)\(|truncate\(|O_(?:RDWR|TRUNC)""")
ALLOWED = {
    "corpus/growing_array.py": "its own file, which has no name",
    "recipes/diagnose.py": "in a folder of its own",
    "cli/streams.py": "what is written nowhere",
    "gensim/keyed/word2vec_files.py": "rows added to a file of text, where gensim's `append` asks for it",
}


def test_nothing_but_the_writer_of_targets_opens_a_file_for_writing():
    root = Path(firth.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if WRITES_IN_PLACE.search(path.read_text(encoding="utf-8"))
    }
    assert found == {*ALLOWED}


@pytest.mark.parametrize("ending", ["safetensors", "bin", "txt"])
def test_a_model_that_is_saved_over_leaves_alone_who_has_it_open(model, tmp_path, ending):
    path = tmp_path / f"open.{ending}"
    shutil.copy(model, path)
    held = firth.load(path)
    vectors, words = held.vectors.copy(), held.words
    firth.train([["a", "b"]] * 10, min_count=1, sample=0, vector_size=5, epochs=1).save(path)
    assert len(firth.load(path)) == 2
    assert np.array_equal(held.vectors, vectors)
    assert held.words == words


def test_a_model_may_be_saved_over_the_file_it_is_mapped_from(model):
    held = firth.load(model)
    held.save(model)
    assert firth.load(model) == held


def test_a_corpus_may_be_saved_over_the_file_it_is_mapped_from_and_trained_on_all_the_while(text, tmp_path):
    path = tmp_path / "text.firth"
    firth.encode(text, min_count=1).save(path)
    corpus = firth.load_corpus(path)
    corpus.save(path)
    firth.encode([["other", "text"]], min_count=1).save(path)
    options = {"vector_size": 10, "epochs": 1, "workers": 1, "min_count": 1}
    assert firth.train(corpus, **options) == firth.train(text, **options)
