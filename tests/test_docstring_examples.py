"""The examples in the docstrings of what is public run, and show what they say."""

import doctest
import inspect

import numpy as np
import pytest

import firth

TEXT = """\
the king drinks a cup of tea
the queen drinks a pot of tea
a man and a woman drink tea
the man fills the cup and the woman fills the pot
"""
WORDS = ("the", "king", "queen", "man", "woman", "tea", "cup", "pot")


def examples():
    """Of the package, of every public function and class, and of the public methods."""
    yield "firth", firth
    for name in firth.__all__:
        value = getattr(firth, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value) and not issubclass(value, BaseException):
            yield name, value
            methods = inspect.getmembers(value, lambda it: inspect.isfunction(it) or inspect.ismethod(it))
            yield from (
                (f"{name}.{method}", it)
                for method, it in methods
                if not method.startswith("_") and it.__module__.startswith("firth.")
            )


EXAMPLES = dict(examples())
NO_EXAMPLE = {
    "AnalogyExplanation",
    "Comparison",
    "CompileProgress",
    "CountProgress",
    "DistilProgress",
    "EvaluateProgress",
    "FitProgress",
    "Difference",
    "NeighboursProgress",
    "PairExplanation",
    "ProjectProgress",
    "ReadProgress",
    "Report",
    "Score",
    "SolveProgress",
    "StabilityReport",
    "StableAnswer",
    "TrainProgress",
}  # values that Firth makes


@pytest.fixture
def at_hand(tmp_path, monkeypatch):
    """What an example may use without saying so: `firth`, `vectors`, and a folder with `corpus.txt` and `pairs.txt`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.txt").write_text("tea cup 8.5\ntea king 1\nking queen 9\n", encoding="utf-8")
    (tmp_path / "corpus.txt").write_text(TEXT * 100, encoding="utf-8")
    rows = np.random.default_rng(0).normal(size=(len(WORDS), 10)).astype(np.float32)
    counts = np.arange(len(WORDS), 0, -1) * 10
    return {"firth": firth, "vectors": firth.WordVectors(WORDS, rows, rows[::-1], counts)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_public_has_an_example_that_holds(name, at_hand):
    text = inspect.getdoc(EXAMPLES[name])
    example = doctest.DocTestParser().get_doctest(text, at_hand, name, None, 0)
    assert example.examples or name in NO_EXAMPLE, f"the docstring of firth.{name} has no example (>>> ...)"
    shown = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(example, out=shown.append)
    assert not runner.failures, "".join(shown)
