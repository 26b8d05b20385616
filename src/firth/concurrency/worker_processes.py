"""Helper processes: text in, text out, for work that holds Python's lock.

Started with `subprocess` and not with `multiprocessing`, which runs the user's script anew in every process it
spawns, and so never ends where that script has no guard. A helper ends with its input, so also when
this process is killed. It does not hear Ctrl-C: this process does, and ends it.
"""

import importlib
import os
import queue
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import IO, Self

from firth.concurrency.thread_pool import Done, ThreadPool, result_of
from firth.errors import CorpusError

__all__ = ["WorkerProcesses", "serve"]

_HEAD = struct.Struct("<?Q")  # whether it went well, and the length of what follows

# The path comes first: nothing of Firth can be imported without it.
_START = f"import sys; sys.path[:] = sys.argv[3:]; from {__name__} import serve; serve(*sys.argv[1:3])"


class WorkerProcesses:
    """Processes that do the same work, each with one text at a time. Threads may share them.

    They are started when they are first needed, and ended when the context is left.
    """

    def __init__(self, module: str, maker: str, count: int) -> None:
        """Say what the helpers do.

        Args:
            module: the module of the function that makes the work.
            maker: its name. Called without arguments, in each helper; it returns the work, a function from str to str.
            count: processes.
        """
        self._command = [sys.executable, "-I", "-W", "ignore", "-c", _START, module, maker, *map(str, sys.path)]
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()  # warm ones first
        for _ in range(count):
            self._free.put(None)  # not started yet
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPool(count, "firth-helpers")

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes, whatever they are at."""
        self._threads.forget()
        for helper in self._started:
            helper.kill()  # a thread that waits for its answer wakes up
        self._threads.__exit__(kind, error, at)
        for helper in self._started:
            helper.kill()  # one that a thread was just starting
            helper.wait()
            for pipe in (helper.stdin, helper.stdout):
                _close(pipe)

    def map(self, texts: Iterable[str]) -> list[str]:
        """Their answers, in order.

        Raises:
            CorpusError: the work failed, or a helper could not be started or died.
        """
        answers: list[queue.SimpleQueue[Done[str]]] = []
        for text in texts:
            answers.append(queue.SimpleQueue())
            self._threads.call(partial(self._ask, text), answers[-1])
        return [result_of(answer) for answer in answers]

    def _ask(self, text: str) -> str:
        helper = self._free.get()
        try:
            if helper is None:
                helper = self._start()
            went_well, answer = _exchange(helper, text.encode())
        except OSError as error:
            raise CorpusError(_obituary(helper, error)) from None
        finally:
            self._free.put(helper)
        if not went_well:
            raise CorpusError(f"a helper process failed: {answer}.")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        helper = subprocess.Popen(  # noqa: S603 - Python itself, with a program that is a constant
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._started.append(helper)
        return helper


def serve(module: str, maker: str) -> None:
    """Be a helper, until the input ends.

    Args:
        module: the module of the function that makes the work.
        maker: its name.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the work prints must not get between the answers
    work: Callable[[str], str] | None = None
    while (text := _received(source)) is not None:
        try:
            work = work or getattr(importlib.import_module(module), maker)()
            answer, went_well = work(text[1]), True
        except Exception as error:  # noqa: BLE001 - the other process is told, whatever it is
            answer, went_well = f"{type(error).__name__}: {error}", False
        try:
            _send(target, went_well, answer.encode())
        except BrokenPipeError:
            return


def _exchange(helper: subprocess.Popen[bytes], message: bytes) -> tuple[bool, str]:
    assert helper.stdin is not None
    assert helper.stdout is not None
    _send(helper.stdin, True, message)
    answer = _received(helper.stdout)
    if answer is None:
        raise BrokenPipeError
    return answer


def _send(target: IO[bytes], went_well: bool, message: bytes) -> None:  # noqa: FBT001 - a message's two parts
    target.write(_HEAD.pack(went_well, len(message)))
    target.write(message)
    target.flush()


def _received(source: IO[bytes]) -> tuple[bool, str] | None:
    """A message, or None at the end of the input."""
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    went_well, length = _HEAD.unpack(head)
    message = source.read(length)
    return (went_well, message.decode()) if len(message) == length else None


def _obituary(helper: subprocess.Popen[bytes] | None, error: OSError) -> str:
    if helper is None:
        return f"a helper process could not be started ({error.strerror or error}). Work without them: workers=1."
    try:
        status = helper.wait(timeout=1)
    except subprocess.TimeoutExpired:
        status = None
    return (
        f"a helper process died ({_how(status)}); such a process takes about 200 MB of memory. "
        f"Use fewer of them: workers=1 has none."
    )


def _how(status: int | None) -> str:
    """How a process ended, in words that can be looked up: SIGKILL is what the system sends when memory is short."""
    try:
        return f"killed by {signal.Signals(-(status or 0)).name}"
    except ValueError:  # it ended by itself
        return f"exit status {status}"


def _close(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may be gone before everything was written."""
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        pass
