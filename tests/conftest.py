"""Fixtures for all tests."""

import os
import shutil
import signal

import numpy as np
import pytest
from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell's background jobs have it; tests press Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # as nohup has it; tests hang up
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


settings.register_profile("firth", deadline=None)  # a busy machine is slow
settings.load_profile("firth")


@pytest.fixture
def random():
    return np.random.default_rng(20_1957)


@pytest.fixture(scope="session")
def needed():
    """A program's path. A test is skipped without it, unless FIRTH_BROWSER_TESTS=1 demands the tests that need it."""

    def path(program):
        found = shutil.which(program)
        if found is None:
            message = f"there is no {program}"
            pytest.fail(message) if os.environ.get("FIRTH_BROWSER_TESTS") == "1" else pytest.skip(message)
        return found

    return path
