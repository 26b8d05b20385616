import json

import pytest

from firth.recipes.train import train
from firth.testing import planted_clusters


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """A small text about five subjects."""
    path = tmp_path_factory.mktemp("text") / "text.txt"
    sentences = planted_clusters(sentences=1_000).sentences
    path.write_text("".join(" ".join(sentence) + "\n" for sentence in sentences), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(text):
    """Its model, with as many dimensions as words."""
    path = text.with_name("trained.safetensors")
    train(text, vector_size=80, sample=0, epochs=20, alpha=0.05, workers=1).save(path)
    return path


def test_an_audit_prints_what_it_compared_and_how_it_fits(firth, trained, text):
    done = firth("audit", trained, text)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "objective  negative sampling, collisions skipped"
    assert "counted at least 20 times" in lines[3]
    assert "each pair once" in lines
    assert "each pair as often as it was counted" in lines
    assert sum(line.startswith("1 to 100") for line in lines) == 2
    assert "note: Sharing noise words" in done.stdout


def test_an_audit_as_json_is_one_document_beside_its_figure(firth, trained, text, tmp_path):
    done = firth(
        "audit", trained, "-", "--json", "--figure", "audit.png", "--passes", 20, "--min-pair-count", 50,
        stdin=text.read_bytes(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert (document["passes"], document["min_pair_count"], document["texts"]) == (20, 50, ["-"])
    assert document["whole"]["plain"]["correlation"] > 0.8
    assert document["figure"] == "audit.png"
    assert (tmp_path / "audit.png").read_bytes().startswith(b"\x89PNG")


def test_a_model_that_theory_does_not_cover_is_wrong_use(firth, text, tmp_path):
    train(text, architecture="cbow", epochs=1, workers=1).save(tmp_path / "cbow.safetensors")
    done = firth("audit", "cbow.safetensors", text)
    assert done.returncode == 2
    assert "architecture='cbow': cbow predicts from the mean of a window" in done.stderr


def test_a_model_without_settings_or_contexts_is_refused(firth, trained, text):
    firth("convert", trained, "converted.bin")
    done = firth("audit", "converted.bin", text)
    assert done.returncode == 1
    assert "do not record how Firth trained them" in done.stderr


def test_another_text_is_refused(firth, trained, text, tmp_path):
    other = tmp_path / "other.txt"
    other.write_bytes(text.read_bytes() + b"common0 common1\n")
    done = firth("audit", trained, other)
    assert done.returncode == 1
    assert "is not the text that the model was trained on: 2 of 72 words differ in their counts" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--figure", "audit.svg"], (2, "--figure audit.svg: must end in .png")),
        (["--figure", "no/audit.png"], (1, "there is no folder")),
        (["--memory-limit", "10"], (2, "memory-limit")),
        (["--min-pair-count", "1000000"], (2, "--min-pair-count 1000000: no pair was counted so often")),
        (["--passes", "0"], (2, "must be a whole number of at least 1")),
    ],
)
def test_what_cannot_be_is_found_out(firth, trained, text, arguments, found):
    code, message = found
    done = firth("audit", trained, text, *arguments)
    assert done.returncode == code
    assert message in done.stderr


def test_standard_input_twice_is_wrong_use(firth, trained):
    done = firth("audit", trained, "-", "-")
    assert done.returncode == 2
    assert "can be read only once" in done.stderr


def test_no_figure_is_left_of_an_audit_that_failed(firth, trained, text, tmp_path):
    firth("audit", trained, text, "--min-pair-count", 1_000_000, "--figure", "audit.png")
    assert not list(tmp_path.iterdir())
