"""What `firth.diagnose`, `plan`, `phrases`, `pairs` and `windows` take and give."""

import io
from dataclasses import replace

import pandas as pd
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, CorpusError, SourceError, TargetError

TEXTS = ["The tea, the Tea!", "A cup of tea."] * 300


def codes(text=None, **given):
    return [finding.code for finding in firth.diagnose(text, **given).findings]


def test_a_text_gets_the_same_diagnosis_as_strings_a_column_a_stream_and_a_file(tmp_path):
    data = "".join(f"{text}\n" for text in TEXTS).encode()
    (tmp_path / "t.txt").write_bytes(data)
    found = codes(str(tmp_path / "t.txt"))
    assert "attached_punctuation" in found
    for text in (TEXTS, iter(TEXTS), pd.Series(TEXTS), io.BytesIO(data), [{"body": text} for text in TEXTS]):
        field = {"text_field": "body"} if isinstance(text, list) and isinstance(text[0], dict) else {}
        assert codes(text, **field) == found
    for text in (TEXTS, iter(TEXTS), io.BytesIO(data), tmp_path / "t.txt"):
        assert codes(text, everything=True) == found


def test_a_diagnosis_passes_over_what_the_settings_put_right():
    assert "attached_punctuation" not in codes(TEXTS, tokenizer="words", lowercase=True)


def test_a_diagnosis_reads_no_more_of_an_iterable_than_it_looks_at():
    def endless():
        while True:
            yield "the cat sat on the mat " * 1000

    diagnosis = firth.diagnose(endless())
    assert diagnosis.share is None
    assert diagnosis.tokens > 10_000


def test_token_lists_and_corpora_are_judged_by_their_words():
    corpus = firth.encode([["tea,", "cup"]] * 200)
    assert codes([["tea,", "cup"]] * 200) == codes(corpus)
    assert codes(corpus, tokenizer="whitespace") == codes(corpus)
    with pytest.raises(ConfigError, match="encode again"):
        firth.diagnose(corpus, lowercase=True)
    with pytest.raises(ConfigError, match="token lists"):
        firth.diagnose([["tea"]], lowercase=True)


def test_a_plan_is_made_of_files_lists_and_corpora(tmp_path, monkeypatch):
    monkeypatch.setattr("firth.studies.plan.trial.TRIAL_SECONDS", 0.1)
    monkeypatch.setattr("firth.studies.plan.trial.LEAST_STEPS", 2)
    (tmp_path / "t.txt").write_text("".join(f"{text}\n" for text in TEXTS))
    lists = [text.split() for text in TEXTS]
    for text in (tmp_path / "t.txt", lists, firth.encode(lists, min_count=1)):
        made = firth.plan(text, vector_size=8, workers=1, min_count=1)
        assert (made.tokens_read, made.vocabulary.likely) == (2400, 8)
    with pytest.raises(ConfigError, match="held-out"):
        firth.plan(TEXTS, patience=2)


def test_phrases_are_found_and_the_text_is_given_with_them_joined(tmp_path):
    texts = ["tea in new york", "new york has tea"] * 20
    (tmp_path / "t.txt").write_text("".join(f"{text}\n" for text in texts))
    for given in ({"text": texts}, {"files": [tmp_path / "t.txt"]}, {"text": [text.split() for text in texts]}):
        found = firth.phrases(**given, phrase_threshold=1, phrase_discount=0)
        assert "new_york" in [phrase.word for phrase in found.phrases]
        assert found.tokens_read == 160
        assert next(found.sentences())[-1].endswith("new_york")
    with pytest.raises(ConfigError, match="number of passes"):
        firth.phrases(texts, phrases=0)


def test_pairs_and_windows_are_those_that_training_lays_out():
    lists = [["A", "B", "C"], [], ["D"]]
    assert firth.pairs(lists, window=1) == [("A", "B"), ("B", "A"), ("B", "C"), ("C", "B")]
    assert firth.pairs("A B C\n\nD", window=1) == firth.pairs(iter(lists), window=1)
    assert [window.context for window in firth.windows(lists, window=1)] == [("B",), ("A", "C"), ("B",), ()]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", CorpusError),
        ([], CorpusError),
        ([[]], CorpusError),
        (["a b"], ArgumentTypeError),
        ([[1.5]], ArgumentTypeError),
        ([[True]], ArgumentTypeError),
        (5, ArgumentTypeError),
        (b"a b", ArgumentTypeError),
    ],
)
def test_what_has_no_words_has_no_pairs(text, error):
    with pytest.raises(error):
        firth.pairs(text)


def test_pairs_check_their_settings():
    with pytest.raises(ConfigError, match="window"):
        firth.pairs("A B", window=0)


def test_arguments_of_another_type_are_named_before_any_text_is_read():
    with pytest.raises(ArgumentTypeError, match=r"firth\.load\(path\)"):
        firth.audit("vectors.safetensors", "corpus.txt")
    with pytest.raises(ArgumentTypeError, match="progress=5: must be True"):
        firth.train("corpus.txt", progress=5)
    with pytest.raises(TypeError, match=r"\*\*config\.given\(\)"):
        firth.train("corpus.txt", config=firth.TrainConfig())


@pytest.mark.parametrize("data", [b"a b\n", b"a \xff\n", b""])
def test_a_file_in_text_mode_is_refused_whatever_it_holds(tmp_path, data):
    (tmp_path / "t.txt").write_bytes(data)
    with (tmp_path / "t.txt").open(encoding="utf-8") as file, pytest.raises(SourceError, match="in binary mode"):
        firth.train(file)


@pytest.mark.parametrize("setting", [{"lowercase": True}, {"tokenizer": "words"}, {"phrases": 1}])
def test_settings_of_raw_text_are_refused_for_a_corpus_of_ids(setting):
    corpus = firth.EncodedCorpus.from_ids([[0, 1, 2]] * 9)
    with pytest.raises(ConfigError, match="has no effect on a corpus of ids"):
        firth.train(corpus, **setting)


def test_a_model_with_phrases_is_not_audited_and_the_message_says_how_it_could_be():
    vectors = firth.train(["a b c d"] * 9, min_count=1, vector_size=4, phrases=1, sample=0)
    with pytest.raises(ConfigError, match=r"firth phrases TEXT -o JOINED"):
        firth.audit(vectors, ["a b c d"] * 9)


def test_a_plan_refuses_a_target_that_training_would_refuse(tmp_path):
    (tmp_path / "t.txt").write_text("a b c\n" * 9, encoding="utf-8")
    with pytest.raises(TargetError):
        firth.plan(tmp_path / "t.txt", output=tmp_path / "missing" / "x.bin", min_count=1)


@pytest.mark.parametrize("text", [{"a b c", "c d"}, frozenset({"a b"}), [["a", "b"], {"a", "b"}], [frozenset({"a"})]])
def test_sets_have_no_order_and_are_refused_as_text_and_as_sentences(text):
    with pytest.raises((ArgumentTypeError, CorpusError), match=r"changes from run to run.*sorted\("):
        firth.train(text, min_count=1)


def test_a_set_of_files_is_refused():
    with pytest.raises(ArgumentTypeError, match=r"sorted\("):
        firth.train(files={"a.txt", "b.txt"})


def test_a_field_of_plain_strings_is_refused_in_plain_words():
    with pytest.raises(ConfigError, match="has no effect on strings, which are the text themselves"):
        firth.train(["hello"] * 10, text_field="x")


@pytest.mark.parametrize(
    ("ids", "says"), [([[2**70, 1]], "too large"), ([[0, True]], "True and False"), ([0, True], "True and False")]
)
def test_ids_that_are_too_large_or_are_truth_values_are_refused(ids, says):
    with pytest.raises(ArgumentError, match=says):
        firth.EncodedCorpus.from_ids(ids)


def test_a_corpus_that_was_read_in_a_way_not_known_here_says_so(tmp_path):
    corpus = firth.encode([["a", "b"]] * 10, min_count=1)
    replace(corpus, reading={**corpus.reading, "dialect": "scots"}).save(tmp_path / "c.firth")
    with pytest.raises(firth.FormatError, match=r"settings that this Firth does not know \(dialect\)"):
        firth.train(firth.load_corpus(tmp_path / "c.firth"), validation=["a b"] * 5, min_count=1)
