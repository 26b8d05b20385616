"""The docs are whole: what exists is in them, and both languages say the same."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from firth import errors
from firth.cli import COMMANDS, parser_of
from firth.config import FactorizeConfig, TrainConfig
from firth.formats import FORMATS

ROOT = Path(__file__).parents[1]
README, ZH = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


def code_blocks(text):
    return re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_generated_pages_are_in_step_with_the_code():
    subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], check=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_in_the_docs_and_has_help_and_examples(command):
    parser = parser_of(command)
    assert f"## firth {command}" in PAGES["commands.md"]
    for action in parser._actions:
        assert action.help, f"{command} {action.dest} has no help"
        for option in action.option_strings:
            assert option in ("-h", "--help") or f"`{option}`" in PAGES["commands.md"]
    assert f"firth {command}" in (parser.epilog or ""), f"{command} shows no example"


@pytest.mark.parametrize(
    "field", sorted({field.name for config in (TrainConfig, FactorizeConfig) for field in dataclasses.fields(config)})
)
def test_every_setting_is_in_the_docs(field):
    assert f"`{field}`" in PAGES["settings.md"]


@pytest.mark.parametrize("error", errors.__all__)
def test_every_error_is_in_the_docs(error):
    assert f"`{error}`" in PAGES["errors.md"]
    assert error in errors.__doc__


def test_every_format_is_in_the_docs():
    for form in FORMATS:
        assert f"`{form.name}`" in PAGES["formats.md"]


def test_every_page_is_reachable_from_the_readme():
    for name in PAGES:
        assert f"docs/{name}" in README
        assert f"docs/{name}" in ZH


def test_relative_links_lead_somewhere():
    for path in [ROOT / "README.md", ROOT / "README.zh.md", *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_chinese_readme_is_in_step():
    """The same commands, the same figures in the tables, as many sections."""
    assert code_blocks(README) == code_blocks(ZH)
    for pattern in (r"^#+ ", r"^\|"):
        assert len(re.findall(pattern, README, re.MULTILINE)) == len(re.findall(pattern, ZH, re.MULTILINE))
    figures = [re.findall(r"\d[\d.,]*", "".join(re.findall(r"^\|.*$", text, re.MULTILINE))) for text in (README, ZH)]
    assert figures[0] == figures[1]
