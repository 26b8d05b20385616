import subprocess
import sys
from pathlib import Path

import pytest

from firth.cli import COMMANDS

NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")


def test_no_command_gives_the_help_with_every_command_and_an_example(firth):
    done = firth()
    assert done.returncode == 0
    for name, command in COMMANDS.items():
        assert f"\n  {name} " in done.stdout
        assert command.summary in done.stdout
        assert f"firth {command.example}" in done.stdout


def test_help_and_version_are_answered_on_standard_output(firth):
    assert firth("--help").stdout == firth().stdout
    assert firth("--version").stdout.startswith("firth 0.")


def test_a_mistyped_command_is_wrong_use_and_gets_a_suggestion(firth):
    done = firth("trian", "corpus.txt", "-o", "model.safetensors")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no command 'trian'. Did you mean `firth train`?" in done.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ["t", "-o", "m", "--min-cuont", "3"],
            "--min-cuont. Did you mean --min-count? `firth train --help` explains",
        ),
        (["t", "-o", "m", "-xq"], "unrecognized arguments: -xq. `firth train --help` explains"),
        (
            ["t", "--every", "soon"],
            "must be a time such as 10min, 90s or 1h, not 'soon'. `firth train --help` explains",
        ),
    ],
)
def test_wrong_arguments_are_named_in_one_line(firth, args, says):
    done = firth("train", *args)
    assert done.returncode == 2
    assert done.stderr.startswith("firth train: error: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_options_without_a_command_are_wrong_use(firth):
    done = firth("--window", "5")
    assert done.returncode == 2
    assert "a command comes before --window" in done.stderr


def test_every_command_explains_itself_without_loading_the_compiler():
    code = (
        "import sys\n"
        "from firth.cli import main\n"
        "for name in sys.argv[1:]:\n"
        "    try: main([name, '--help'])\n"
        "    except SystemExit as end: assert end.code == 0, name\n"
        "assert not {'numba', 'pyarrow'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *COMMANDS], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\nexample") == len(COMMANDS)
    for name in COMMANDS:
        assert f"usage: firth {name}" in done.stdout


@NEEDS_FULL
@pytest.mark.parametrize("args", [["--help"], ["train", "--help"], ["--version"]])
def test_help_that_cannot_be_delivered_is_a_failure(args):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "firth", *args], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("firth: error: standard output: ")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--alpha", "0,025", "must be a number such as 0.025, not '0,025'"),
        ("--epochs", "1.5", "must be a whole number, not '1.5'"),
        ("--memory-limit", "much", "must be a size such as 500MB or 2GB, not 'much'"),
    ],
)
def test_what_is_no_number_is_said_in_words(firth, option, value, says):
    done = firth("train", "t", "-o", "m.bin", option, value)
    assert done.returncode == 2
    assert f"argument {option}: {says}. `firth train --help`" in done.stderr


def test_an_empty_name_is_shown_as_such(firth):
    assert "firth: error: '': is empty" in firth("train", "t", "-o", "").stderr


def test_a_command_without_a_model_asks_for_that_alone(firth):
    assert "required: MODEL. `firth similar --help`" in firth("similar").stderr


def test_the_usage_names_what_has_to_be_given(firth):
    assert firth("train", "--help").stdout.startswith("usage: firth train TEXT ... -o MODEL [options]\n")
    assert firth("similar", "--help").stdout.startswith("usage: firth similar MODEL [WORD ...] [options]\n")


def test_help_of_a_command_is_that_commands(firth):
    assert firth("help", "train").stdout == firth("train", "--help").stdout


def test_settings_are_named_as_options_in_errors(firth, corpus):
    firth("encode", corpus, "-o", "c.firth")
    assert (
        "--lowercase: the corpus was read without it" in firth("train", "c.firth", "-o", "x.bin", "--lowercase").stderr
    )
    wrong = firth("train", corpus, "-o", "x.bin", "--cbow-gradient", "exact", "--architecture", "skipgram").stderr
    assert "--architecture" in wrong
    assert "architecture=" not in wrong


@pytest.mark.parametrize("option", ["--lowercase=yes", "--quiet=1"])
def test_a_switch_takes_no_value(firth, option):
    done = firth("train", "t.txt", "-o", "x.bin", option)
    assert done.returncode == 2
    assert f"{option.split('=')[0]} takes no value" in done.stderr


def test_a_plan_checks_the_target(firth, corpus):
    assert firth("plan", corpus, "-o", "missing/x.bin").returncode == 1


def test_a_remedy_names_an_option_once(firth, corpus):
    done = firth("train", corpus, "-o", "x.bin", "--patience", 3)
    assert done.stderr.count("--validation-share 0.01") == 1


def test_vectors_are_not_read_from_standard_input(firth):
    done = firth("info", "-")
    assert done.returncode == 2
    assert "give /dev/stdin" in done.stderr


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="there is no /dev/stdin")
def test_a_model_that_comes_through_a_pipe_is_described(firth_process, model):
    done = firth_process("info", "/dev/stdin", stdin=model.read_bytes())
    assert done.returncode == 0, done.stderr
    assert "/dev/stdin" in done.stdout
