"""Folders and files that may not be written: known before any text is read."""

import json
import os
import sys

import pytest

import firth
from firth.errors import TargetError
from firth.formats.target import check_target

ONE_AFTER_ANOTHER = """
import contextlib, io, json, sys
from firth.cli import main
ends = []
for args in json.load(open(sys.argv[1])):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try: main(args)
        except SystemExit as end: ends.append([end.code, said.getvalue()])
print(json.dumps(ends))
"""

TO_A_FOLDER = {
    "train": ["train", "text.txt", "-o", "closed/new.bin"],
    "checkpoints": ["train", "text.txt", "-o", "new.bin", "--checkpoint", "closed/run"],
    "checkpoints in it": ["train", "text.txt", "-o", "new.bin", "--checkpoint", "closed"],
    "encode": ["encode", "text.txt", "-o", "closed/new.firth"],
    "phrases": ["phrases", "text.txt", "-o", "closed/new.txt"],
    "vocab": ["vocab", "text.txt", "-o", "closed/new.tsv"],
    "factorize": ["factorize", "text.txt", "-o", "closed/new.bin"],
    "glove": ["glove", "text.txt", "-o", "closed/new.bin"],
    "convert": ["convert", "text.txt", "closed/new.bin"],
    "a figure": ["audit", "model.safetensors", "text.txt", "--figure", "closed/new.png"],
    "a page": ["explore", "model.safetensors", "--html", "closed/new.html"],
    "a protected file": ["train", "text.txt", "-o", "protected.bin"],
}


@pytest.mark.usefixtures("model")
def test_what_may_not_be_written_is_said_before_a_text_is_read(run_process, obedient, holds, tmp_path):
    """The text is none: whoever read it first would say so."""
    (tmp_path / "text.txt").write_bytes(b"\xff" * 100)
    (tmp_path / "protected.bin").write_bytes(b"old")
    (tmp_path / "protected.bin").chmod(0o444)
    (tmp_path / "closed").mkdir(0o555)
    (tmp_path / "commands.json").write_text(json.dumps([*TO_A_FOLDER.values()]), encoding="utf-8")
    before = holds(tmp_path)
    done = run_process("commands.json", program=("-c", ONE_AFTER_ANOTHER), before=obedient)
    assert done.code == 0, done.err
    for name, (code, said) in zip(TO_A_FOLDER, json.loads(done.out), strict=True):
        assert code == 1, (name, said)
        assert said.startswith("firth: error: "), name
        assert said.count("\n") == 1, name
        assert "ermission" in said or "write-protected" in said, (name, said)
    assert holds(tmp_path) == before
    assert not [*(tmp_path / "closed").iterdir()]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")  # noqa: PTH112 - before any fixture
@pytest.mark.parametrize("name", ["/proc/new.bin", "/proc/self/new.bin", "/proc/self/fd/new.bin"])
def test_folders_that_hold_no_files_of_ones_own_are_known_before_the_work(name):
    with pytest.raises(TargetError, match=r"cannot be written: no .*Choose another folder"):
        check_target(name)


def test_a_target_is_tried_without_a_trace(tmp_path):
    check_target(tmp_path / "new.bin")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["n" * 5_000 + ".bin", "folder/" * 3_000 + "new.bin"])
def test_a_name_that_no_file_can_have_is_an_error_of_the_target(name, model):
    with pytest.raises(TargetError, match=r"cannot be a file: .*Choose another name"):
        firth.load(model).save(name)


IN_A_FOLDER_THAT_IS_GONE = """
import os, sys
from firth.cli import main
os.mkdir("gone"); os.chdir("gone"); os.rmdir("../gone")
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_folder_that_was_removed_under_a_command_is_named_as_such(run_process):
    done = run_process("train", "text.txt", "-o", "new.bin", program=("-c", IN_A_FOLDER_THAT_IS_GONE))
    assert "the folder that this command runs in has been removed" in done.error
