"""The threads of a training."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from firth.concurrency.worker_threads import WorkerThreads
from firth.kernels.arrays import Memory, Run, Weights
from firth.kernels.phases import STOP
from firth.training.trainer import Trainer

__all__ = ["Team"]


class Team:
    """Threads that train one model, each with working memory of its own. Leaving the block ends them.

    Attributes:
        size: how many.
    """

    def __init__(self, size: int, trainer: Trainer, weights: Weights, outputs: Any) -> None:
        self.size = size
        self._trainer, self._weights, self._outputs = trainer, weights, outputs
        self._threads = WorkerThreads(size)
        self._memories: list[Memory | None] = [None] * size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.__exit__(kind, error, at)

    def work(self, run: Run) -> Iterator[None]:
        """Train the blocks of a run. If the caller stops asking, it ends after the round that it is at.

        Yields:
            Every tenth of a second, and once at the end. An error in a thread is raised here.
        """

        def take_part(thread: int, _: Callable[[], None]) -> None:
            memory = self._memories[thread]
            if memory is None:
                memory = self._memories[thread] = self._trainer.memory(self._weights, thread)
            self._trainer.take_part(run, self._outputs, memory)

        try:
            yield from self._threads.work((), take_part)
        finally:
            run.state[STOP] = 1
