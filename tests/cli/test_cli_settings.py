import argparse
import dataclasses

import pytest

from firth.cli.settings import GROUPS, add_settings, given_settings
from firth.config import TrainConfig

FIELDS = [field.name for field in dataclasses.fields(TrainConfig)]


def parse(*argv):
    parser = argparse.ArgumentParser()
    for names in GROUPS.values():
        add_settings(parser, names)
    return given_settings(parser.parse_args(argv))


def test_every_field_stands_in_exactly_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(FIELDS)


def test_nothing_given_leaves_every_field_to_its_default():
    assert parse() == {}


def test_a_given_value_has_the_type_of_its_field():
    given = parse("--window", "3", "--sample", "1e-4", "--alpha", "1", "--architecture", "cbow", "--no-shrink-windows")
    assert given == {
        "window": 3,
        "sample": 1e-4,
        "alpha": 1.0,
        "architecture": "cbow",
        "shrink_windows": False,
    }
    assert TrainConfig(**given).cbow_gradient == "classic"


def test_help_gives_the_range_and_the_default_of_a_field(firth):
    text = " ".join(firth("train", "--help").stdout.split())
    assert "--negative N noise words for each target" in text
    assert "[1 to 1,000; default 5]" in text
    for name in FIELDS:
        assert f"--{name.replace('_', '-')}" in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--negative", "0"], "--negative 0: must be from 1"),
        (["--sample", "nan"], "--sample nan: must be from 0"),
        (["--noise-sharing", "pair", "--architecture", "cbow"], "--noise-sharing pair: has no effect"),
        (["--negative=0"], "--negative 0: must be from 1"),
        (["--window", "five"], "invalid int value: 'five'"),
        (["--architecture", "glove"], "invalid choice: 'glove'"),
        (["--windo", "5"], "unrecognized arguments: --windo"),
    ],
)
def test_a_setting_without_meaning_is_wrong_use(firth, corpus, tmp_path, options, message):
    done = firth("train", corpus, "-o", "model.safetensors", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "model.safetensors").exists()
