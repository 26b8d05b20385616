import gzip
import json

import pytest

RAW = "The tea, as They said, is hot. They like the tea, and the cup.\n"


@pytest.fixture
def raw(tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text(RAW * 100, encoding="utf-8")
    return path


def test_findings_are_listed_worst_first_with_their_remedies(firth, raw):
    done = firth("doctor", raw)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("looked at 6.3 kB of text (100.0%): 1,400 tokens, 11 distinct words")
    kinds = [line.split(":")[0] for line in lines if line and line[0] in "ewn"]
    assert kinds == sorted(kinds, key=["error", "warning", "note"].index)
    assert "         remedy: --tokenizer words" in lines


def test_what_a_remedy_puts_right_is_not_found_any_more(firth, raw):
    assert "punctuation" not in firth("doctor", raw, "--tokenizer", "words").stdout
    assert "capitals" not in firth("doctor", raw, "--lowercase").stdout


def test_findings_as_json_are_one_document(firth, raw):
    done = firth("doctor", raw, "--json", "--all")
    document = json.loads(done.stdout)
    assert document["share"] == 1
    assert {"code", "severity", "seen", "remedy"} == set(document["findings"][0])
    assert {each["code"] for each in document["findings"]} >= {"attached_punctuation", "too_little_text"}


def test_findings_are_a_failure_only_where_that_is_asked_for(firth, raw):
    assert firth("doctor", raw).returncode == 0
    assert firth("doctor", raw, "--strict").returncode == 1


def test_the_beginning_of_standard_input_will_do(firth):
    done = firth("doctor", "-", stdin=RAW)
    assert done.returncode == 0, done.stderr
    assert "14 tokens" in done.stdout


def test_all_of_standard_input_is_read_by_way_of_a_temporary_file(firth):
    done = firth("doctor", "-", "--all", stdin=RAW)
    assert done.returncode == 0, done.stderr
    assert "14 tokens" in done.stdout


def test_a_missing_text_is_an_error(firth):
    done = firth("doctor", "missing.txt")
    assert done.returncode == 1
    assert "no such file" in done.stderr


@pytest.mark.parametrize("everything", [(), ("--all",)])
def test_a_damaged_archive_is_a_finding_and_the_worst(firth, tmp_path, everything):
    packed = gzip.compress((RAW * 100).encode() + bytes(range(33, 127)) * 100)
    (tmp_path / "cut.txt.gz").write_bytes(packed[:-20])
    done = firth("doctor", "cut.txt.gz", "--json", *everything)
    first, *others = json.loads(done.stdout)["findings"]
    assert (first["code"], first["severity"]) == ("damaged_archive", "error")
    assert "cut.txt.gz: the gzip data is cut short, noticed at about byte" in first["seen"]
    assert "damaged_archive" not in {each["code"] for each in others}
    assert done.stderr == ""
    lenient = firth("doctor", "cut.txt.gz", "--errors", "replace", *everything)
    assert "warning: damaged archive: cut.txt.gz" in lenient.stdout


def test_an_empty_text_has_no_bytes(firth, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty.txt.gz").write_bytes(gzip.compress(b""))
    for name in ("empty.txt", "empty.txt.gz"):
        for everything in ((), ("--all",)):
            done = firth("doctor", name, *everything)
            assert done.stdout.startswith("looked at 0 bytes of text (100.0%): 0 tokens")
            assert "error:   there are no words" in done.stdout
