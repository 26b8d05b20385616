import io
import signal
import sys

import pytest
from tqdm.auto import tqdm

from firth.progress.bar import bar
from firth.progress.events import (
    CompileProgress,
    CountProgress,
    DistilProgress,
    NeighboursProgress,
    ProjectProgress,
    ReadProgress,
    SolveProgress,
    TrainProgress,
)


@pytest.mark.parametrize(
    ("progress", "shown"),
    [
        (ReadProgress(500, 1_000, 77), ["reading : 50%", "77 tokens"]),
        (TrainProgress(50, 200, 1.0, 0.025, 2.5), ["training: 25%", "alpha 0.02500, loss 2.500"]),
        (CompileProgress("skipgram"), ["compiling for this machine: some seconds"]),
        (CountProgress(3, 4, 1.0), ["counting: 75%"]),
        (DistilProgress(1, 4, 1.0), ["encoding: 25%", "texts/s]"]),
        (NeighboursProgress(1, 2, 1.0), ["finding neighbours: 50%"]),
        (ProjectProgress(250, 1_000, 1.0), ["drawing : 25%"]),
        (SolveProgress(9, 1.0), ["solving : 9.00 products"]),
    ],
)
def test_each_kind_of_work_has_its_bar(capsys, progress, shown):
    with bar(disable=False) as show:
        show(progress)
    drawn = " ".join(capsys.readouterr().err.split())
    for part in shown:
        assert part in drawn


def test_nothing_is_drawn_where_there_is_no_terminal(capsys):
    with bar() as show:
        show(CountProgress(1, 2, 1.0))
    assert capsys.readouterr().err == ""


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _):
        raise BrokenPipeError

    def isatty(self):
        return True


def test_a_terminal_that_is_gone_does_not_cost_the_work(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Gone())
    with bar(disable=False) as show:
        for words in (1, 2):
            show(CountProgress(words, 2, 1.0))


def test_ctrl_c_while_the_bars_are_closed_does_not_cost_the_work(monkeypatch):
    with monkeypatch.context() as patch, bar(disable=True) as show:  # the bar closes first
        show(CountProgress(1, 2, 1.0))
        patch.setattr(tqdm, "close", lambda _: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
