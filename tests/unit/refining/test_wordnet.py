"""A wordnet as the lexicon of `firth.retrofit`."""

import sys

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, MissingExtraError
from firth.refining.wordnet import of_wordnet
from firth.vectors.word_vectors import WordVectors

wn = pytest.importorskip("wn")

SYNSETS = {"cup": (["cup", "loving cup"], "crockery"), "crockery": (["crockery"], None), "oak": (["oak"], None)}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A wordnet of three synsets, the only one that is installed."""
    entries = "".join(
        f'<LexicalEntry id="t-{name}-{place}"><Lemma writtenForm="{word}" partOfSpeech="n"/>'
        f'<Sense id="t-{name}-{place}-s" synset="t-{name}"/></LexicalEntry>'
        for name, (words, _) in SYNSETS.items()
        for place, word in enumerate(words)
    )
    synsets = "".join(
        f'<Synset id="t-{name}" ili="" partOfSpeech="n">'
        + (f'<SynsetRelation relType="hypernym" target="t-{above}"/>' if above else "")
        + "</Synset>"
        for name, (_, above) in SYNSETS.items()
    )
    (tmp_path / "tiny.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE LexicalResource SYSTEM "http://globalwordnet.github.io/schemas/WN-LMF-1.0.dtd">\n'
        '<LexicalResource><Lexicon id="tiny" label="tiny" language="en" email="" license="" version="1">'
        f"{entries}{synsets}</Lexicon></LexicalResource>",
        encoding="utf-8",
    )
    monkeypatch.setattr(wn.config, "data_directory", tmp_path / "data")
    wn.add(tmp_path / "tiny.xml", progress_handler=None)


@pytest.mark.usefixtures("installed")
def test_synonyms_and_the_words_above_belong_together():
    assert sorted(of_wordnet("tiny:1")) == [("cup", "loving_cup", "crockery"), ("loving_cup", "crockery")]


@pytest.mark.usefixtures("installed")
def test_words_are_pulled_to_those_of_a_wordnet():
    model = WordVectors(["cup", "crockery", "oak"], np.eye(3))
    assert firth.retrofit(model, "wordnet:tiny:1") == firth.retrofit(model, [("cup", "crockery")])


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["", "oewn:2025", "tiny:2"])
def test_a_wordnet_that_is_not_installed_is_named_with_the_way_to_get_it(name):
    model = WordVectors(["cup", "crockery"], np.eye(2))
    with pytest.raises(ArgumentError, match=r"python -m wn download .*Installed: wordnet:tiny:1"):
        firth.retrofit(model, f"wordnet:{name}")


def test_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "wn", None)
    with pytest.raises(MissingExtraError, match=r"firth\[wordnet\]"):
        firth.retrofit(WordVectors(["cup", "mug"], np.eye(2)), "wordnet:oewn:2025")
