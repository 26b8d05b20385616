"""Text that is typed at a terminal."""

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")


def test_text_typed_at_a_terminal_ends_with_the_first_ctrl_d(tmp_path):
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "firth", "vocab", "-"]
    with subprocess.Popen(
        command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        os.close(terminal)
        os.write(keyboard, b"tea cup tea\n\x04")
        shown, said = process.communicate(timeout=60)
    os.close(keyboard)
    assert b"firth: reading standard input; end with Ctrl-D" in said
    assert b"tea       2" in shown
