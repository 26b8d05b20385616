"""gensim's own tests of word vectors, run on Firth: which pass, and why the others do not.

    python benchmarks/gensim_tests.py CHECKOUT

CHECKOUT is a copy of gensim's repository at 4.4.0, such as ``git clone --branch 4.4.0 https://github.com/piskvorky/gensim``
makes; it is only read. It needs pytest, testfixtures and POT. Each file runs in a process of its own, in which
``import gensim`` gives `firth.gensim` and what the tests import of gensim beside it is an empty double.
"""

import argparse
import contextlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from report import emit, machine, table

from firth.gensim.standing_in import stand_in

FILES = ("test_word2vec.py", "test_keyedvectors.py", "test_phrases.py", "test_fasttext.py")

_PRIVATE = "tests a private part of gensim's, which Firth does not have"
REASONS = {
    "test_cython_line_sentence_works_with_filename": _PRIVATE,
    "test_word2vec_stand_alone_script": "starts gensim's own script in another process; firth train is Firth's",
    **dict.fromkeys(
        (
            "test_cython",
            "test_bytes_cy",
            "test_fb",
            "test_text_cy",
            "test_text_cy_wide_unicode",
            "test_ascii",
            "test_bad_unicode",
            "test_compressed",
            "test_decompressed",
            "test_identity",
            "test_sanity",
            "test_tricky",
        ),
        _PRIVATE,
    ),
}
"""Why a test does not pass, by the name of its function."""

_OTHER_PROCESS = frozenset(("test_word2vec_stand_alone_script",))
"""Tests that start gensim's own scripts, and say nothing of Firth; they count as failed."""

_DOUBLES = {
    "gensim.corpora": {"Dictionary": lambda *_: SimpleNamespace(doc2bow=lambda _: [])},
    "gensim.models._fasttext_bin": {},
    "gensim.models.fasttext_inner": {"compute_ngrams": None, "compute_ngrams_bytes": None, "ft_hash_bytes": None},
}
"""What the files import of gensim's private parts, so that their other tests can run."""


class _Outcomes:
    """A plugin of pytest's that notes how each test ended."""

    def __init__(self, path):
        self.path, self.found = path, {}

    def pytest_collection_modifyitems(self, items):
        """Leave out tests that one file imports from another."""
        items[:] = [item for item in items if item.cls is None or item.cls.__module__ == self.path.stem]

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.partition("::")[2]
        if report.when == "call" or report.outcome != "passed":
            error = getattr(report.longrepr, "reprcrash", None)
            if name.rpartition("::")[2] in _OTHER_PROCESS:
                self.found[name] = ["failed", ""]
                return
            self.found[name] = [report.outcome, getattr(error, "message", str(report.longrepr or ""))]


def run_here(checkout, path):
    """The outcomes of a file of tests, in this process."""
    stand_in(beside_gensim=False)
    for name, contents in _DOUBLES.items():
        sys.modules[name] = module = ModuleType(name)
        module.__dict__.update(contents)
    vars(sys.modules["gensim.models.fasttext"])["_unpack"] = None
    vars(sys.modules["gensim.models"])["_fasttext_bin"] = sys.modules["gensim.models._fasttext_bin"]
    sys.modules["gensim.utils"].check_output = subprocess.check_output
    sys.modules["gensim"].test = sys.modules["gensim.test"] = ModuleType("gensim.test")
    folder = checkout / "gensim" / "test"
    sys.modules["gensim.test"].utils = load("gensim.test.utils", folder / "utils.py")
    load("gensim.test.test_word2vec", folder / "test_word2vec.py")
    with tempfile.TemporaryDirectory() as scratch:
        copied = Path(scratch) / path
        copied.write_bytes((folder / path).read_bytes())
        outcomes = _Outcomes(copied)
        with contextlib.redirect_stdout(sys.stderr):
            pytest.main([str(copied), "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore"], [outcomes])
    return outcomes.found


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(checkout, path):
    """The outcomes of a file of tests, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), str(checkout), "--file", path]
    with tempfile.TemporaryDirectory() as scratch:  # some tests write to the folder they are in
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=scratch)
    return json.loads(done.stdout)


def rows_of(found):
    for path, tests in found.items():
        outcomes = [outcome for outcome, _ in tests.values()]
        yield [path, *(f"{outcomes.count(which)}" for which in ("passed", "failed", "skipped")), f"{len(outcomes)}"]


def failures_of(found):
    for path, tests in found.items():
        for name, (outcome, message) in tests.items():
            if outcome == "failed":
                function = name.rpartition("::")[2].partition("[")[0]
                reason = REASONS.get(f"{path}::{function}") or REASONS.get(function)
                yield f"{path}::{name}\n    {reason or 'NOT EXPLAINED: ' + message[:200]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="a copy of gensim's repository")
    parser.add_argument("--file", choices=FILES, help="run this file in this process, and print JSON")
    parser.add_argument("--only", choices=FILES, action="append", help="only these files")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    args = parser.parse_args()
    if args.file:
        print(json.dumps(run_here(args.checkout.resolve(), args.file)))
        return
    found = {path: run(args.checkout.resolve(), path) for path in args.only or FILES}
    text = table(["file", "passed", "failed", "skipped", "all"], rows_of(found))
    emit({"machine": machine(), "found": found}, as_json=args.json, text="\n".join([text, "", *failures_of(found)]))


if __name__ == "__main__":
    main()
