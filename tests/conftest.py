"""Fixtures for all tests."""

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
