"""Blocks made ahead on a thread of their own, while the consumer works on those before."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import NamedTuple

__all__ = ["prefetched"]

_AHEAD = 2
_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 0.5


class _End(NamedTuple):
    """The last thing in the queue.

    Attributes:
        error: what ended the blocks, None if they came to their end.
    """

    error: BaseException | None


def prefetched(pieces: Iterator[bytes], size: int) -> Generator[bytes, None, None]:
    """The same bytes in blocks of about ``size``, at most two of them waiting.

    The thread starts with the first block and ends with the last, or soon after this iterator is closed. An error
    is raised here, behind the bytes that came before it. Where no thread can be started, nothing is made ahead.

    Args:
        pieces: taken on the thread; does its work without Python's lock, if it is to run beside the consumer.
        size: bytes of a block.
    """
    blocks: queue.Queue[bytes | _End] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def work() -> None:
        error: BaseException | None = None
        try:
            for block in _gathered(pieces, size):
                if not _put(blocks, block, stopped):
                    return
        except BaseException as caught:  # noqa: BLE001 - it is raised again, in the thread that can handle it
            error = caught
        _put(blocks, _End(error), stopped)

    thread = threading.Thread(target=work, name="firth-prefetch", daemon=True)  # daemon: a pipe may never end
    try:
        thread.start()
    except RuntimeError:  # the system starts no more
        yield from _gathered(pieces, size)
        return
    try:
        while not isinstance(block := blocks.get(), _End):
            yield block
        if block.error is not None:
            raise block.error
    finally:
        stopped.set()
        thread.join(_PATIENCE_SECONDS)


def _gathered(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Pieces joined to blocks; those before an error are handed out before it is raised."""
    waiting: list[bytes] = []
    length = 0
    try:
        for piece in pieces:
            waiting.append(piece)
            length += len(piece)
            if length >= size:
                yield b"".join(waiting)
                waiting, length = [], 0
    except Exception:
        if waiting:
            yield b"".join(waiting)
        raise
    if waiting:
        yield b"".join(waiting)


def _put(blocks: "queue.Queue[bytes | _End]", block: bytes | _End, stopped: threading.Event) -> bool:
    """Wait for a place in the queue; False if the block is not wanted any more."""
    while not stopped.is_set():
        try:
            blocks.put(block, timeout=_POLL_SECONDS)
        except queue.Full:
            continue
        return True
    return False
