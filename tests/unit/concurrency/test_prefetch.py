import threading
import time

import pytest

from firth.concurrency.prefetch import prefetched


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "firth-prefetch"]


def test_the_bytes_stay_the_same_in_blocks_of_about_the_size():
    blocks = list(prefetched(iter([b"ab", b"c", b"defg", b"h"]), 3))
    assert blocks == [b"abc", b"defg", b"h"]


def test_an_error_comes_behind_the_bytes_before_it():
    def failing():
        yield b"good"
        raise ValueError("bad")

    blocks = prefetched(failing(), 100)
    assert next(blocks) == b"good"
    with pytest.raises(ValueError, match="bad"):
        next(blocks)


def test_few_blocks_are_made_before_they_are_asked_for():
    made = []

    def endless():
        while True:
            made.append(None)
            yield b"block"

    blocks = prefetched(endless(), 5)
    next(blocks)
    time.sleep(0.2)
    assert len(made) <= 4
    blocks.close()


def test_the_thread_ends_when_the_consumer_stops_early():
    blocks = prefetched(iter(lambda: b"x", None), 1)
    next(blocks)
    assert threads()
    blocks.close()
    assert not threads()
