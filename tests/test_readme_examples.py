"""The examples of the pages work as written."""

import gzip
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from firth.cli import COMMANDS, parser_of

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "benchmarks" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
COMMAND_LINE = re.compile(r"^(?:\$ (?:.*\| )?|    |time (?:\w+=\w+ )?|)firth (.+)$", re.MULTILINE)
SENTENCES = """
the king and the queen drink tea from a cup
a man and a woman drink a cup of tea
breakfast lunch and dinner in paris france
breakfast lunch and dinner in rome italy
"""


def python_blocks(page):
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_a_page_is_one_that_firth_understands(page):
    for line in COMMAND_LINE.findall(page.read_text(encoding="utf-8")):
        command, *arguments = shlex.split(line, comments=True)
        if command in COMMANDS:
            parser_of(command).parse_args(arguments)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_python_of_the_readme_runs_as_written(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("corpus.txt").write_text(SENTENCES * 30, encoding="utf-8")
    Path("news").mkdir()
    with gzip.open("news/today.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps({"body": line}) + "\n" for line in SENTENCES.split("\n") * 30))
    names = {"frame": pd.DataFrame({"text": SENTENCES.split("\n") * 30})}
    blocks = python_blocks(page)
    assert len(blocks) > 2
    for block in blocks:
        exec(block, names)


def test_the_type_checker_passes_over_the_python_of_the_readme(tmp_path):
    script = tmp_path / "readme.py"
    given = "from typing import Any\n\nframe: Any = None\n"
    script.write_text(given + "".join(python_blocks("README.md")), encoding="utf-8")
    checker = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--cache-dir", str(tmp_path / "cache")]
    found = subprocess.run([*checker, script.name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
