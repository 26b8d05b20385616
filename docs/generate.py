"""Write the reference pages from the code, or check that they match it.

python docs/generate.py
python docs/generate.py --check
"""

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import get_args

from firth.cli import COMMANDS, parser_of
from firth.config import (
    ExploreConfig,
    FactorizeConfig,
    GloveConfig,
    ReadConfig,
    TrainConfig,
    condition_of,
    default_of,
    number_type,
)

DOCS = Path(__file__).parent

SETTINGS_HEAD = """\
# Settings

Every setting has one name. In Python it is a keyword argument, `vector_size=300`; on the command line it is an option
with dashes, `--vector-size 300`. This page is written from the code by `python docs/generate.py`.

## Training

The fields of `TrainConfig`, which are the keyword arguments of `firth.train` and the options of `firth train`. Their
defaults suit most texts; for a first model no setting is needed.

| setting | default | values | meaning |
| --- | --- | --- | --- |
"""

ADVICE = """
## The usual advice

* `window`: 2 to 5 emphasises syntax, 5 to 10 or more emphasises meaning.
* `vector_size`: 100 to 300, and more for larger corpora.
* `negative`: 5 to 20, and fewer for larger corpora.
* `sample`: 1e-3 for a hundred megabytes, near 1e-5 for very large corpora.
* `min_count`: words that occur only a few times get poor vectors and take memory. Use 5 for a hundred megabytes, more
  for larger corpora, 1 for a toy example.
* `architecture`: textbooks say skip-gram for rare words, CBOW for speed. [As
  measured](comparing.md#the-english-text), CBOW finds rare words far more often, skip-gram is better at semantic
  analogies and outliers, and they take about the same time.
  `firth compare --train TEXT` tells for a text.
* `epochs`: more for smaller corpora; the default does that. A model of a small corpus in which all words are alike,
  with cosines of .8 and more, had too few.
* `alpha`: the default suits corpora of all sizes with the default number of epochs; with fewer, a larger one, up to
  0.075 for skip-gram.

If the default is none, Firth chooses a value that suits the other settings or the text. A setting that has no effect
in a combination (`cbow_gradient` with skip-gram) is an error.
"""

READING = """
## Reading

The fields of `ReadConfig`, which are keyword arguments of `firth.encode`, `firth.train`, `firth.factorize` and
`firth.glove`, and options of every command that reads text. [The page about text](text.md) has examples.

| setting | default | values | meaning |
| --- | --- | --- | --- |
"""

FACTORIZING = """
## Factorisation

The fields of `FactorizeConfig`, which are the keyword arguments of `firth.factorize` and the options of
`firth factorize`.

| setting | default | values | meaning |
| --- | --- | --- | --- |
"""

GLOVE = """
## GloVe

The fields of `GloveConfig`, which are the keyword arguments of `firth.glove` and the options of `firth glove`.
[The page about GloVe](glove.md) says which to choose.

| setting | default | values | meaning |
| --- | --- | --- | --- |
"""

EXPLORING = """
## Exploring

The fields of `ExploreConfig`, which are the keyword arguments of `firth.explore` and the options of `firth explore`.
[The page about exploring](exploring.md) says what they do.

| setting | default | values | meaning |
| --- | --- | --- | --- |
"""

COMMANDS_HEAD = """\
# Commands

`firth COMMAND --help` shows the options of a command, with examples. This page is written from the code by
`python docs/generate.py`."""


def settings_page() -> str:
    training, reading = (SETTINGS_HEAD, _rows(TrainConfig), ADVICE), (READING, _rows(ReadConfig))
    counting = FACTORIZING, _rows(FactorizeConfig), GLOVE, _rows(GloveConfig)
    exploring = EXPLORING, _rows(ExploreConfig)
    return "".join((*training, *reading, *counting, *exploring))


def _rows(config: type) -> str:
    return "".join(
        f"| `{field.name}` | {_default(default_of(field))} | {_values(field)} | {_meaning(field)} |\n"
        for field in dataclasses.fields(config)
    )


def _default(value: object) -> str:
    return "none" if value is None else f"`{value}`"


def _values(field: "dataclasses.Field[object]") -> str:
    if "choices" in field.metadata:
        names = ", ".join(f"`{name}`" for name in get_args(field.metadata["choices"]))
        return names + (", or a function from a line to its words" if field.name == "tokenizer" else "")
    if str in (field.type, *get_args(field.type)):
        return "name"
    return {int: "whole number", float: "number", bool: "true, false"}[number_type(field)]


def _meaning(field: "dataclasses.Field[object]") -> str:
    condition = condition_of(field)
    return field.metadata["help"] + (f"; {condition}" if condition else "")


def commands_page() -> str:
    parts = [COMMANDS_HEAD]
    for name, command in COMMANDS.items():
        parser = parser_of(name)
        rows = [_option(action) for action in parser._actions if action.dest != "help"]
        parts.append(
            f"## firth {name}\n\n{(parser.description or '').strip()}\n\n    firth {command.example}\n\n"
            "| option | meaning |\n| --- | --- |\n" + "\n".join(rows)
        )
    return "\n\n".join(parts) + "\n"


def _option(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar or action.dest}`"
    meaning = (action.help or "").replace("%%", "%").replace("|", "\\|")
    return f"| {names} | {meaning} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page does not match the code")
    check = parser.parse_args().check
    for name, text in {"settings.md": settings_page(), "commands.md": commands_page()}.items():
        path = DOCS / name
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/{name} does not match the code: run python docs/generate.py")


if __name__ == "__main__":
    main()
