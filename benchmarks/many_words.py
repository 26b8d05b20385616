"""A text of very many distinct words through a pipe: time, memory, temporary files, and whether the counts are exact.

Word k is the number k, k = 0, 1, ..., written in base eight with eight letters. Every word is written once, in random
order, so that all occur; the tokens between are drawn with probability proportional to 1 / (k + 2.7)^1.1 (Zipf and
Mandelbrot). Of the default 5 x 10^7 words a third then occur once, and one in six five times or more, much as in
natural text. A sentence has twenty-five tokens. The text is generated while it is read and never exists as a
whole; the process that generates it also counts its words, in 4 bytes each.

The measured process reads the text and runs only Firth. Its anonymous memory (RssAnon) and the blocks of its unlinked
temporary files are sampled many times a second, which works on Linux only. The benchmark checks the number of tokens,
the words kept and their counts, and how often each id occurs in the encoded text.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from processes import measure
from report import emit, machine, table

_LETTERS = b"aeinorst"
_BITS = 3
_SHIFT, _EXPONENT = 2.7, 1.1
_BLOCK_TOKENS = 1 << 20
_SENTENCE = 25
_LONGEST = 12  # bytes of a word of up to 33 bits, with the blank behind it
_LOOK_EVERY = 0.1  # seconds
_MEGA = 1e6


def generate(args: argparse.Namespace) -> None:
    """Write the text to standard output, and the facts about it to standard error as JSON."""
    import numpy as np  # noqa: PLC0415 (the parent must stay small)

    spell, tally = spelling(), np.zeros(args.words, dtype=np.int32)
    letters = np.frombuffer(_LETTERS, dtype=np.uint8)
    block = np.empty((_BLOCK_TOKENS + 1) * _LONGEST, dtype=np.uint8)
    spell(np.zeros(1, np.int64), 0, letters, block, tally.copy())  # compiles
    for start in range(0, args.tokens, _BLOCK_TOKENS):
        count = min(_BLOCK_TOKENS, args.tokens - start)
        size = spell(words_at(start, count, args), start, letters, block, tally)
        sys.stdout.buffer.write(block[:size])
    sys.stdout.buffer.flush()
    kept = np.flatnonzero(tally >= args.min_count)
    facts = {
        "distinct": int(np.count_nonzero(tally)),
        "once": int(np.count_nonzero(tally == 1)),
        "kept": len(kept),
        "kept_tokens": int(tally[kept].sum()),
        "checksum": checksum(kept, tally[kept]),
    }
    print(json.dumps(facts), file=sys.stderr)


def words_at(start: int, count: int, args: argparse.Namespace):
    """int64[count], the words of the tokens from ``start`` on; each block has random numbers of its own."""
    import numpy as np  # noqa: PLC0415

    power = 1 - _EXPONENT
    first, last = _SHIFT**power, (args.words + _SHIFT) ** power
    uniform = np.random.default_rng([args.seed, start]).random(count)
    drawn = ((first + uniform * (last - first)) ** (1 / power) - _SHIFT).astype(np.int64)
    words = np.clip(drawn, 0, args.words - 1)  # rounding may lead one too far
    every = args.tokens // args.words
    turns = np.arange(-start % every, count, every)  # where a word comes whose turn it is
    turn = (start + turns) // every
    words[turns] = np.where(turn < args.words, turn * stride(args.words) % args.words, words[turns])
    return words


def stride(words: int) -> int:
    """A step that leads to every word, and far: near the golden section, and without a shared divisor."""
    import math  # noqa: PLC0415

    step = int(words * 0.618) | 1
    while math.gcd(step, words) > 1:
        step += 2
    return step


def spelling():
    """The function that writes words as text and counts them, compiled."""
    import numba  # noqa: PLC0415

    @numba.njit
    def spell(words, start, letters, text, tally):
        at = 0
        for i in range(words.size):
            word = words[i]
            length = 1
            for digits in range(1, _LONGEST - 1):
                length += word >> (_BITS * digits) > 0
            aligned = word << (_BITS * (_LONGEST - 1 - length))  # its first letter in the highest bits there may be
            for place in range(_LONGEST - 1):  # always as many: a loop of varying length is guessed wrong, and slow
                text[at + place] = letters[(aligned >> (_BITS * (_LONGEST - 2 - place))) & (letters.size - 1)]
            text[at + length] = 32 if (start + i + 1) % _SENTENCE else 10
            at += length + 1
        for word in words:
            tally[word] += 1
        return at

    return spell


def checksum(words, counts) -> int:
    """One number for a set of words and their counts, in any order; the arrays may be given piece by piece."""
    import numpy as np  # noqa: PLC0415

    mixed = (words.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= counts.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    return int((mixed * np.uint64(0xBF58476D1CE4E5B9)).sum(dtype=np.uint64))


class Watch:
    """A thread that looks at this process's anonymous memory and its unlinked files until told to stop."""

    def __init__(self) -> None:
        self.looks: list[tuple[float, float, float]] = []  # seconds, and two times megabytes
        self._started = time.perf_counter()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        self._look()
        while not self._stopped.wait(_LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        self.looks.append((time.perf_counter() - self._started, anonymous_mb(), unlinked_mb()))


def anonymous_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("RssAnon:")) * 1024 / _MEGA


def unlinked_mb() -> float:
    """Bytes on disk of the files that have no name any more, each once."""
    blocks = {}
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            status = descriptor.stat()
        except OSError:  # of the listing itself
            continue
        if not status.st_nlink:
            blocks[status.st_dev, status.st_ino] = status.st_blocks
    return sum(blocks.values()) * 512 / _MEGA


def encode_here(args: argparse.Namespace) -> dict:
    """Encode what another process writes, and look at what comes out."""
    import io  # noqa: PLC0415
    import select  # noqa: PLC0415

    import firth  # noqa: PLC0415

    firth.encode(io.BytesIO(b"to be or not to be\n"), min_count=1, workers=args.workers)  # compiles
    command = [sys.executable, __file__, "--inside", "generate", *shared(args)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as generator:
        select.select([generator.stdout], [], [])  # until it writes: it, too, compiles first
        watch, last = Watch(), [0.0]

        def note(_: object) -> None:
            last[0] = time.perf_counter()

        computed, started = sum(os.times()[:2]), time.perf_counter()
        corpus = firth.encode(
            generator.stdout,
            min_count=args.min_count,
            memory_limit=args.memory_limit,
            workers=args.workers,
            progress=note,
        )
        seconds, cpu = time.perf_counter() - started, sum(os.times()[:2]) - computed
        watch.stop()
        told = generator.stderr.read().decode()
    if generator.returncode:
        raise ValueError(f"the generator failed:\n{told[-1500:]}")
    reading = last[0] - started
    return {
        "seconds": seconds,
        "reading_s": reading,
        "cpu_s": cpu,
        "tokens": corpus.tokens_read,
        "anon_mb": {
            "reading": max(mb for at, mb, _ in watch.looks if at <= reading),
            "merging": max(mb for at, mb, _ in watch.looks if at >= reading),
            "end": watch.looks[-1][1],
        },
        "disk_mb": max(mb for _, _, mb in watch.looks),
        "looks": watch.looks[:: max(1, len(watch.looks) // 100)],
        "text": json.loads(told.splitlines()[-1]),
        "faults": faults(corpus, json.loads(told.splitlines()[-1]), args),
    }


def faults(corpus, told: dict, args: argparse.Namespace) -> list[str]:
    """What differs between the encoded corpus and what was counted when it was made."""
    import numpy as np  # noqa: PLC0415

    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    left = counts.copy()
    total = 0
    for start in range(0, corpus.ids.size, _BLOCK_TOKENS):
        ids, times = np.unique(corpus.ids[start : start + _BLOCK_TOKENS], return_counts=True)
        left[ids] -= times
    for start in range(0, len(words), _BLOCK_TOKENS):
        piece = slice(start, start + _BLOCK_TOKENS)
        total += checksum(numbers_of(words[piece]), counts[piece])
    expected = {
        "tokens read": (corpus.tokens_read, args.tokens),
        "sentences read": (corpus.sentences_read, -(-args.tokens // _SENTENCE)),
        "words kept": (len(words), told["kept"]),
        "tokens kept": (corpus.ids.size, told["kept_tokens"]),
        "words and counts, their checksum": (total % 2**64, told["checksum"]),
        "words whose ids stand in the text as often as counted": (int((left == 0).sum()), len(words)),
    }
    return [f"{what}: {got:,}, not {wanted:,}" for what, (got, wanted) in expected.items() if got != wanted]


def numbers_of(words: tuple[str, ...]):
    """int64, from words back to their numbers."""
    import numpy as np  # noqa: PLC0415

    digits = str.maketrans({chr(letter): str(value) for value, letter in enumerate(_LETTERS)})
    return np.array([int(word, 8) for word in " ".join(words).translate(digits).split()], dtype=np.int64)


def encode_there(args: argparse.Namespace) -> dict:
    """Encode in a new process and measure that."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        measured = measure([sys.executable, __file__, "--inside", "encode", *shared(args)], log)
        printed = log.read_text(encoding="utf-8", errors="replace")
    if measured.status:
        raise ValueError(f"encoding failed:\n{printed[-1500:]}")
    return {**json.loads(printed.splitlines()[-1]), "peak_anon_mb": measured.peak_anon_mb}


def shared(args: argparse.Namespace) -> list[str]:
    """The options, for another process."""
    names = ("tokens", "words", "min_count", "memory_limit", "workers", "seed")
    return [f"--{name.replace('_', '-')}={getattr(args, name)}" for name in names]


def as_text(result: dict) -> str:
    text, anonymous = result["text"], result["anon_mb"]
    rows = [
        ("tokens", f"{result['tokens']:,}"),
        ("distinct words", f"{text['distinct']:,}"),
        ("occur once", f"{text['once']:,}"),
        ("kept", f"{text['kept']:,}"),
        ("s", f"{result['seconds']:.1f}"),
        ("of these reading", f"{result['reading_s']:.1f}"),
        ("CPU s", f"{result['cpu_s']:.1f}"),
        ("M tokens/s", f"{result['tokens'] / result['seconds'] / _MEGA:.2f}"),
        ("anonymous memory, MB, reading", f"{anonymous['reading']:.0f}"),
        ("merging and renumbering", f"{anonymous['merging']:.0f}"),
        ("at the end", f"{anonymous['end']:.0f}"),
        ("temporary files, MB", f"{result['disk_mb']:.0f}"),
    ]
    exact = "\n".join(result["faults"]) or "every word and count is right"
    return f"{table(('what', 'figure'), rows)}\n\n{exact}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=10**9)
    parser.add_argument("--words", type=int, default=5 * 10**7, help="distinct ones; at most as many as tokens")
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--memory-limit", type=int, default=10**9, help="bytes to count words in")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", choices=("generate", "encode"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not 1 <= args.words <= args.tokens:
        parser.error("--words must be from 1 to --tokens")
    return args


def main() -> None:
    args = arguments()
    if args.inside == "generate":
        generate(args)
        return
    if args.inside == "encode":
        print(json.dumps(encode_here(args)))
        return
    try:
        result = encode_there(args)
    except (OSError, ValueError) as error:
        sys.exit(f"many_words: {error}")
    settings = {
        name: getattr(args, name) for name in ("tokens", "words", "min_count", "memory_limit", "workers", "seed")
    }
    document = {"machine": machine(), "settings": settings, **result}
    emit(document, as_json=args.json, text=as_text(result))
    if result["faults"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
