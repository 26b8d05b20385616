"""The docs are whole: what exists is in them, and both languages say the same."""

import ast
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from firth import errors
from firth.cli import COMMANDS, parser_of
from firth.config import FactorizeConfig, GloveConfig, ReadConfig, TrainConfig
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
    "field",
    sorted(
        {
            field.name
            for config in (TrainConfig, ReadConfig, FactorizeConfig, GloveConfig)
            for field in dataclasses.fields(config)
        }
    ),
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


@pytest.mark.parametrize("page", ["mathematics.md", "mathematics.zh.md"])
def test_the_code_beside_the_mathematics_is_the_code(page):
    """Excerpts stand in the source word for word; what imports firth is for the reader to run."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src" / "firth").rglob("*.py")]
    excerpts = re.findall(r"^```python\n(.*?)^```$", PAGES[page], re.DOTALL | re.MULTILINE)
    assert len(excerpts) > 5
    for excerpt in excerpts:
        assert "import firth" in excerpt or any(excerpt in source for source in sources), excerpt


@pytest.mark.parametrize(
    ("page", "mention", "file_first"),
    [
        ("mathematics.md", r"`(\w+)` in `([\w/]+\.py)`", False),
        ("mathematics.zh.md", r"`([\w/]+\.py)` 的 `(\w+)`", True),
    ],
)
def test_the_mathematics_names_functions_where_they_are(page, mention, file_first):
    mentions = re.findall(mention, PAGES[page].replace("\n", " "))
    assert len(mentions) > 5
    for first, second in mentions:
        file, function = (first, second) if file_first else (second, first)
        source = ROOT / "src" / (file if "/" in file else f"firth/kernels/{file}")
        assert f"def {function}(" in source.read_text(encoding="utf-8"), f"{page}: {function} in {file}"


def test_both_languages_have_the_same_mathematics():
    """The same formulas, excerpts, pictures and figures in the tables, in the same order."""
    pages = [PAGES[page] for page in ("mathematics.md", "mathematics.zh.md")]
    for pattern in (r"^\$\$.+\$\$$", r"(?s)^```.*?^```$", r"\]\((figures/[a-z]*.png)\)"):
        found = [re.findall(pattern, page, re.MULTILINE) for page in pages]
        assert found[0] == found[1]
        assert found[0]
    tables = ["".join(re.findall(r"^\|.*$", page, re.MULTILINE)) for page in pages]
    figures = [sorted(re.findall(r"\d(?:[\d.,]*\d)?", table)) for table in tables]  # a sentence may turn round
    assert figures[0] == figures[1]


FOLDERS = [path.parent for path in sorted((ROOT / "src" / "firth").rglob("__init__.py"))][1:]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT / "src" / "firth")))
def test_a_folder_says_what_each_of_its_modules_is_for(folder):
    if folder.name in {"config", "formats", "cli", "commands"}:  # their tables do: fields, FORMATS, COMMANDS
        return
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in folder.glob("*/__init__.py")}
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert modules | folders <= set(re.findall(r"``([a-z_0-9]+)``", text))


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_relative_links_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")]:
        for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            file, _, anchor = link.partition("#")
            if "://" in link:
                continue
            target = path.parent / file if file else path
            assert target.exists(), f"{path.name} links to {link}"
            assert not anchor or anchor in anchors(target), f"{path.name} links to {link}"


def test_the_chinese_readme_is_in_step():
    """The same commands, the same figures in the tables, as many sections."""
    assert code_blocks(README) == code_blocks(ZH)
    for pattern in (r"^#+ ", r"^\|"):
        assert len(re.findall(pattern, README, re.MULTILINE)) == len(re.findall(pattern, ZH, re.MULTILINE))
    figures = [re.findall(r"\d[\d.,]*", "".join(re.findall(r"^\|.*$", text, re.MULTILINE))) for text in (README, ZH)]
    assert figures[0] == figures[1]
