import argparse
import dataclasses

import pytest

from firth.cli.commands import factorize, glove
from firth.cli.setting_options import GROUPS, add_settings, given_settings, memory_size
from firth.config import FactorizeConfig, GloveConfig, TrainConfig

FIELDS = [field.name for field in dataclasses.fields(TrainConfig)]


def parse(*argv):
    parser = argparse.ArgumentParser()
    for names in GROUPS.values():
        add_settings(parser, names)
    return given_settings(parser.parse_args(argv))


def test_every_field_stands_in_exactly_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(FIELDS)


@pytest.mark.parametrize(("command", "config"), [(factorize, FactorizeConfig), (glove, GloveConfig)])
def test_every_field_of_a_command_by_counting_stands_in_exactly_one_group(command, config):
    names = [field.name for field in dataclasses.fields(config)]
    assert sorted(name for group in command.GROUPS.values() for name in group) == sorted(names)


def test_the_options_of_another_configuration_are_its_own():
    parser = argparse.ArgumentParser()
    add_settings(parser, ("shift", "memory_limit"), FactorizeConfig)
    args = parser.parse_args(["--shift", "5", "--memory-limit", "2GB"])
    assert given_settings(args, FactorizeConfig) == {"shift": 5.0, "memory_limit": 2_000_000_000}
    assert given_settings(args) == {}
    text = " ".join(parser.format_help().split())
    assert "[1.0 MB or more; default 1.0 GB]" in text
    assert "[0.001 to 1,000,000; default 1]" in text


@pytest.mark.parametrize(
    ("text", "size"),
    [("1000000", 10**6), ("500MB", 5 * 10**8), ("1.5 gb", 1_500_000_000), ("7k", 7_000)],
)
def test_a_size_of_memory_is_decimal(text, size):
    assert memory_size(text) == size


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "2 GiB", "1e9", "many"])
def test_what_is_no_size_of_memory_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="such as 500MB or 2GB"):
        memory_size(text)


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
    assert TrainConfig(**given).resolved().cbow_gradient == "classic"


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
        (["--window", "five"], "must be a whole number, not 'five'"),
        (["--architecture", "glove"], "invalid choice: 'glove'"),
        (["--windo", "5"], "unrecognized arguments: --windo"),
    ],
)
def test_a_setting_without_meaning_is_wrong_use(firth, corpus, tmp_path, options, message):
    done = firth("train", corpus, "-o", "model.safetensors", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "model.safetensors").exists()
