"""``python -m firth.gensim``: programs as they are."""

import subprocess
import sys
import textwrap

import pytest

ALONE = "import firth.gensim.standing_in as s; s._real_models = lambda: None"
PROGRAM = """
    import sys
    from importlib.metadata import version
    import gensim
    import gensim.models.word2vec
    from gensim.models import KeyedVectors, Word2Vec
    from gensim.models.callbacks import CallbackAny2Vec
    from gensim.utils import simple_preprocess

    model = Word2Vec([simple_preprocess("a nice cup of tea")] * 20, vector_size=4, min_count=1)
    print(type(model).__module__, sys.argv[1:], __name__, isinstance(model.wv, gensim.models.KeyedVectors))
    print(isinstance(model.wv, KeyedVectors), gensim.models.word2vec.Word2Vec is Word2Vec, __file__, version("gensim"))
"""


def run(folder, program, *arguments, beside_gensim=True, name="program.py"):
    (folder / name).write_text(textwrap.dedent(program))
    start = ["-m", "firth.gensim"]
    if not beside_gensim:  # as in an environment that does not have it
        start = ["-c", f"{ALONE}; from firth.gensim.__main__ import main; import sys; main(sys.argv[1:])"]
    command = [sys.executable, *start, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.parametrize("beside_gensim", [False, True])
def test_a_program_that_imports_gensim_runs_on_firth(tmp_path, beside_gensim):
    if beside_gensim:
        pytest.importorskip("gensim")
    done = run(tmp_path, PROGRAM, "program.py", "one", "--two", beside_gensim=beside_gensim)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "firth.gensim.models.word2vec ['one', '--two'] __main__ True",
        "True True program.py 4.4.0",
    ]


def test_a_module_is_run_as_python_does(tmp_path):
    done = run(tmp_path, PROGRAM, "-m", "program", "one")
    assert done.stdout.splitlines()[0] == "firth.gensim.models.word2vec ['one'] __main__ True"


def test_modules_beside_the_program_are_found_and_exit_codes_kept(tmp_path):
    (tmp_path / "beside.py").write_text("from gensim.models import FastText\ncode = 7\n")
    (tmp_path / "elsewhere").mkdir()
    done = run(tmp_path, "import beside, sys\nsys.exit(beside.code)", "program.py")
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


@pytest.mark.parametrize(
    "program", ["def broken():\n    return 1 / 0\n\n\nbroken()\n", "print('a'\n", "raise SystemExit('no')\n"]
)
def test_errors_are_shown_as_by_python_itself(tmp_path, program):
    done = run(tmp_path, program, "program.py")
    plain = subprocess.run([sys.executable, "program.py"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == plain.returncode == 1
    without_folder = plain.stderr.replace(f"{tmp_path}/", "")
    assert done.stderr.replace(f"{tmp_path}/", "") == without_folder


def test_what_firth_does_not_have_is_an_import_error_that_says_so(tmp_path):
    done = run(tmp_path, "import gensim.corpora", "program.py", beside_gensim=False)
    assert done.returncode == 1
    assert "gensim.corpora is a part of gensim that Firth has nothing for" in done.stderr
    assert "pip install gensim" in done.stderr
    done = run(tmp_path, "from gensim.models import LdaModel", "program.py", beside_gensim=False)
    assert "LdaModel" in done.stderr


def test_other_parts_come_from_gensim_where_it_is_installed(tmp_path):
    pytest.importorskip("gensim")
    program = """
        from gensim.corpora import Dictionary
        from gensim.models import LdaModel, Word2Vec
        print(LdaModel.__module__, Word2Vec.__module__, len(Dictionary([["a", "b"]])))
    """
    assert run(tmp_path, program, "program.py").stdout == "gensim.models.ldamodel firth.gensim.models.word2vec 2\n"


def test_without_a_program_it_says_how_it_is_used(tmp_path):
    done = run(tmp_path, "")
    assert done.returncode == 1
    assert done.stderr.startswith("usage: python -m firth.gensim SCRIPT")
    done = run(tmp_path, "", "no_such.py")
    assert done.stderr.splitlines() == ["python -m firth.gensim: can't open 'no_such.py': No such file or directory"]


def test_importing_the_skin_loads_no_compiler():
    script = (
        "import sys, firth; print('firth.gensim' in sys.modules); "
        "from firth.gensim.models import FastText, KeyedVectors, Phrases, Word2Vec; Word2Vec(); "
        "print(sorted({'numba', 'pyarrow', 'scipy', 'tqdm', 'ot'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["False", "[]"]


@pytest.mark.parametrize("name", ["nosuch", "nosuch.pkg"])
def test_a_module_that_is_missing_is_one_line(tmp_path, name):
    done = run(tmp_path, "", "-m", name)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "nosuch" in done.stderr


PARTS = [
    ("from {}.models import LdaModel", "gensim.models.LdaModel"),
    ("from {}.models.ldamodel import LdaModel", "gensim.models.ldamodel"),
    ("from {} import corpora", "gensim.corpora"),
    ("import {}.similarities", "gensim.similarities"),
    ("from {}.test.utils import common_texts", "gensim.test"),
    ("from {}.scripts.glove2word2vec import glove2word2vec", "gensim.scripts"),
]


@pytest.mark.parametrize(("line", "name"), PARTS)
def test_what_is_not_of_words_is_said_to_be_gensims(line, name):
    with pytest.raises(ImportError, match=f"^{name} is a part of gensim that Firth has nothing for"):
        exec(line.format("firth.gensim"), {})


@pytest.mark.parametrize(("line", "name"), PARTS)
def test_a_program_that_cannot_be_edited_hears_of_gensim_alone(tmp_path, line, name):
    done = run(tmp_path, line.format("gensim"), "program.py", beside_gensim=False)
    assert f"ModuleNotFoundError: {name} is a part of gensim" in done.stderr
    assert "firth.gensim" not in done.stderr
