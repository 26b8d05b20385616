import pickle
import subprocess
import sys

import pytest

from firth import errors
from firth.errors import FirthError

EXAMPLES = [
    errors.ConfigError("alpha", -1.0, "must be above 0"),
    errors.ArgumentError("topn", 0, "must be at least 1"),
    errors.ArgumentTypeError("word", 7, "must be a string"),
    errors.SourceError("corpus.txt is missing"),
    errors.DamagedArchiveError("corpus.gz", "gzip", "ends too early", 1234),
    errors.CorpusError("no words"),
    errors.TextEncodingError("corpus.txt", 3, 0xFF, looks_like=["gb18030"], is_mixed=True),
    errors.TargetError("the disk is full"),
    errors.FormatError("v.bin is truncated"),
    errors.UnknownWordError("teh", 10, ["the"]),
    errors.MissingPartError("no counts"),
    errors.MissingExtraError("SciPy", "factorize", "the decomposition"),
    errors.SlowTrainingError(7200.0, 50_000),
    errors.NotEnoughMemoryError(10**6, 300, 24 * 10**8, 10**9),
    errors.NoThreadError(RuntimeError("can't start new thread")),
    errors.DivergedError("not finite"),
    errors.TrainingInterrupted(["vectors"]),
]


def tree(kind):
    return {kind, *(below for child in kind.__subclasses__() for below in tree(child))}


def test_every_error_has_an_example_here():
    public = {getattr(errors, name) for name in errors.__all__} - {FirthError}
    assert {type(example) for example in EXAMPLES} == public
    own = {kind for kind in tree(FirthError) if kind.__module__.startswith("firth.gensim.")}
    assert tree(FirthError) - own <= public | {FirthError}


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_comes_whole_out_of_a_pickle(error, protocol):
    found = pickle.loads(pickle.dumps(error, protocol))
    assert type(found) is type(error)
    assert str(found) == str(error)
    assert found.args == error.args
    assert vars(found) == vars(error)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_is_also_the_built_in_that_its_tree_promises(error):
    lines = errors.__doc__.splitlines()
    line = next(line for line in lines if f" {type(error).__name__} " in f" {line.strip('│├└─ ')} ")
    builtin = line.partition("(")[2].partition(")")[0]
    assert isinstance(error, getattr(__builtins__, builtin, None) or __builtins__[builtin])


def test_a_value_that_cannot_be_pickled_travels_as_its_description():
    found = pickle.loads(pickle.dumps(errors.ConfigError("alpha", lambda: 0, "must be a number")))
    assert "lambda" in found.value
    assert str(found).endswith("must be a number")


def test_the_module_is_reached_from_the_root_before_anything_loaded_it():
    code = "import firth; print(firth.errors.FormatError.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "FormatError"
