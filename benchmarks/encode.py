"""How fast texts of all kinds become encoded corpora.

Each measurement is a process of its own, pinned to as many cores as it has workers where the system can do that; the
rounds alternate (A B C A B C), and of each thing the median counts. The clock runs for `firth.encode` alone, after
one tiny text, so that no compiling is in it. Tokens/s are all tokens read, those below min_count too.

* whitespace: TEXT as it is.
* token lists: TEXT as lists of words, which are made before the clock starts. They are in the memory shown.
* compressed: copies of TEXT, beside unpacking alone (the bytes are thrown away) and encoding the plain text. One
  worker, and two cores for all three: Firth unpacks on a thread of its own.
* words: RAW cut at Unicode word boundaries, with one worker.
* jieba, rjieba: the first ten megabytes of ZH, beside jieba by itself. The loading of dictionaries is in the time.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from processes import measure
from report import cores, emit, machine, table

_PARTS = ("whitespace", "lists", "compressed", "words", "chinese")
_PACKED = {"gzip -6": "gz", "zstd -1": "zst", "xz -6": "xz", "bzip2 -9": "bz2", "lz4": "lz4"}
_CHINESE_BYTES = 10_000_000
_BLOCK_BYTES = 1 << 20
_MEGA = 1e6


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is measured again and again.

    Attributes:
        name: as the tables call it.
        work: what is done; see ``_WORKS``.
        path: the text.
        workers: of Firth.
        cores: that the process is pinned to.
        reading: keyword arguments of ``firth.encode``.
    """

    name: str
    work: str
    path: str
    workers: int = 1
    cores: int = 1
    reading: Mapping[str, str] = field(default_factory=dict)


def measure_here(case: Case) -> dict[str, float]:
    """Do a case's work in this process, pinned."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[: case.cores])
    work = _WORKS[case.work](case)
    computed, started = os.times()[:4], time.perf_counter()  # of this process and of the helpers it waited for
    facts = work()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cpu_s": sum(os.times()[:4]) - sum(computed), **facts}


def encoding(case: Case) -> Callable[[], dict[str, float]]:
    """Encode a file."""
    import io  # noqa: PLC0415 (the measuring process must stay small; only its children import)

    import firth  # noqa: PLC0415

    firth.encode(io.BytesIO(b"to be or not to be\n"), min_count=1, workers=case.workers, **case.reading)
    return lambda: {"tokens": firth.encode(case.path, workers=case.workers, **case.reading).tokens_read}


def encoding_lists(case: Case) -> Callable[[], dict[str, float]]:
    """Encode lists of words."""
    import firth  # noqa: PLC0415

    firth.encode([["to", "be"], ["or", "not"]], min_count=1, workers=case.workers)
    with Path(case.path).open(encoding="utf-8", newline="\n") as lines:
        sentences = [line.split() for line in lines]
    return lambda: {"tokens": firth.encode(sentences, workers=case.workers).tokens_read}


def unpacking(case: Case) -> Callable[[], dict[str, float]]:
    """Unpack a file by the library that Firth has it from, and throw the bytes away."""
    import bz2  # noqa: PLC0415
    import lzma  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    import pyarrow as pa  # noqa: PLC0415

    suffix = Path(case.path).suffix[1:]
    makers = {"gz": lambda: zlib.decompressobj(wbits=31), "bz2": bz2.BZ2Decompressor, "xz": lzma.LZMADecompressor}

    def by_python() -> dict[str, float]:
        decompressor, size = makers[suffix](), 0
        with Path(case.path).open("rb") as packed:
            while data := packed.read(_BLOCK_BYTES // 16):
                size += len(decompressor.decompress(data))
        return {"bytes": size}

    def by_arrow() -> dict[str, float]:
        size = 0
        with pa.CompressedInputStream(pa.OSFile(case.path), {"zst": "zstd"}.get(suffix, suffix)) as packed:
            while data := packed.read(_BLOCK_BYTES // 16):
                size += len(data)
        return {"bytes": size}

    return by_python if suffix in makers else by_arrow


def packing(case: Case) -> Callable[[], dict[str, float]]:
    """Make a compressed copy; the case's name is that of the copy, which tells the kind."""
    import bz2  # noqa: PLC0415
    import gzip  # noqa: PLC0415
    import lzma  # noqa: PLC0415
    import shutil  # noqa: PLC0415

    import pyarrow as pa  # noqa: PLC0415

    makers = {
        "gz": partial(gzip.open, mode="wb", compresslevel=6),
        "bz2": partial(bz2.open, mode="wb", compresslevel=9),
        "xz": partial(lzma.open, mode="wb", preset=6),
        "zst": lambda path: pa.CompressedOutputStream(pa.OSFile(path, "wb"), "zstd"),
        "lz4": lambda path: pa.CompressedOutputStream(pa.OSFile(path, "wb"), "lz4"),
    }

    def pack() -> dict[str, float]:
        with Path(case.path).open("rb") as plain, makers[Path(case.name).suffix[1:]](case.name) as packed:
            shutil.copyfileobj(plain, packed, _BLOCK_BYTES)
        return {}

    return pack


def jieba_alone(case: Case) -> Callable[[], dict[str, float]]:
    """Cut a file with jieba as its own documentation does."""
    import warnings  # noqa: PLC0415

    warnings.simplefilter("ignore")  # at jieba's regular expressions
    import jieba  # noqa: PLC0415

    def cut() -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            jieba.dt.tmp_dir = folder  # or it loads what another process left in the shared one
            jieba.initialize()
        with Path(case.path).open(encoding="utf-8", newline="\n") as lines:
            return {"tokens": sum(len(list(jieba.cut(line))) for line in lines)}

    return cut


_WORKS: Mapping[str, Callable[[Case], Callable[[], dict[str, float]]]] = {
    "encode": encoding,
    "encode lists": encoding_lists,
    "unpack": unpacking,
    "pack": packing,
    "jieba": jieba_alone,
}


def measure_there(case: Case) -> dict:
    """Do a case's work in a new process and measure that."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        measured = measure([sys.executable, __file__, "--inside", json.dumps(asdict(case))], log)
        printed = log.read_text(encoding="utf-8", errors="replace")
    if measured.status:
        raise ValueError(f"{case.name} failed:\n{printed[-1500:]}")
    return {
        "name": case.name,
        "workers": case.workers,
        "cores": case.cores,
        **json.loads(printed.splitlines()[-1]),
        "peak_rss_mb": measured.peak_rss_mb,
        "peak_anon_mb": measured.peak_anon_mb,
    }


def cases(args: argparse.Namespace, folder: Path) -> Iterator[Case]:
    """All there is to measure, by the parts asked for; makes the files that it takes."""
    if "whitespace" in args.parts:
        yield from (Case("whitespace", "encode", args.text, workers, workers) for workers in args.workers)
    if "lists" in args.parts:
        yield from (Case("token lists", "encode lists", args.text, workers, workers) for workers in args.workers)
    if "compressed" in args.parts:
        yield Case("plain", "encode", args.text, 1, 2)
        for name, suffix in _PACKED.items():
            copy = str(folder / f"text.{suffix}")
            measure_there(Case(copy, "pack", args.text))
            yield Case(f"unpack {name}", "unpack", copy, 1, 2)
            yield Case(f"encode {name}", "encode", copy, 1, 2)
    if "words" in args.parts and args.raw:
        yield Case("words", "encode", args.raw, reading={"tokenizer": "words"})
    if "chinese" in args.parts and args.chinese:
        head = str(first_lines(args.chinese, folder / "chinese.txt"))
        yield Case("jieba by itself", "jieba", head)
        for name in ("jieba", "rjieba"):
            yield from (Case(name, "encode", head, workers, workers, {"tokenizer": name}) for workers in args.workers)


def first_lines(text: str, copy: Path) -> Path:
    """Copy the whole lines of a text's beginning."""
    with Path(text).open("rb") as source:
        head = source.read(_CHINESE_BYTES)
    copy.write_bytes(head[: head.rfind(b"\n") + 1] or head.decode(errors="ignore").encode())
    return copy


def measured_cases(args: argparse.Namespace) -> list[dict]:
    """All runs, in rounds."""
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        every = list(cases(args, Path(folder)))
        return [measure_there(case) for _ in range(args.runs) for case in every]


def summarise(runs: Sequence[dict]) -> list[dict]:
    """One entry for each case: medians, and the range of the time."""
    entries = []
    for name, workers in dict.fromkeys((run["name"], run["workers"]) for run in runs):
        of = [run for run in runs if (run["name"], run["workers"]) == (name, workers)]
        seconds = [run["seconds"] for run in of]
        anonymous = [run["peak_anon_mb"] for run in of if run["peak_anon_mb"] is not None]
        entries.append(
            {
                "name": name,
                "workers": workers,
                "cores": of[0]["cores"],
                "tokens": of[0].get("tokens"),
                "seconds": {"median": statistics.median(seconds), "min": min(seconds), "max": max(seconds)},
                "cpu_s": statistics.median(run["cpu_s"] for run in of),
                "peak_anon_mb": max(anonymous, default=None),
            }
        )
    return entries


def speeds(entries: Sequence[dict]) -> Iterator[list[str]]:
    """A row for each case; a speed-up is beside the case of one worker, for Chinese beside jieba by itself."""
    single = {}
    for entry in entries:
        name, seconds = entry["name"], entry["seconds"]["median"]
        if name.startswith(("unpack ", "encode ")):
            continue
        beside = single.setdefault("jieba by itself" if "jieba" in name else name, seconds)
        anonymous = entry["peak_anon_mb"]
        yield [
            name,
            str(entry["workers"]),
            str(entry["cores"]),
            f"{entry['tokens'] / seconds / _MEGA:.2f}",
            f"{seconds:.2f}",
            f"{entry['seconds']['min']:.2f}-{entry['seconds']['max']:.2f}",
            f"{beside / seconds:.2f}",
            f"{entry['cpu_s']:.2f}",
            "-" if anonymous is None else f"{anonymous:.0f}",
        ]


def compressed(entries: Sequence[dict]) -> list[dict]:
    """For each kind of compression the medians, and their ratio to the slower of what has to be done anyway."""
    seconds = {entry["name"]: entry["seconds"]["median"] for entry in entries}
    results = []
    for name in _PACKED:
        if f"encode {name}" in seconds:
            alone, together = seconds[f"unpack {name}"], seconds[f"encode {name}"]
            ratio = together / max(alone, seconds["plain"])
            results.append({"name": name, "unpack_s": alone, "encode_s": together, "times_the_slower": ratio})
    return results


def as_text(entries: Sequence[dict]) -> str:
    header = ["what", "workers", "cores", "M tokens/s", "s", "min-max", "speed-up", "CPU s", "anon. MB"]
    text = table(header, speeds(entries))
    kinds = compressed(entries)
    if not kinds:
        return text
    plain = next(entry["seconds"]["median"] for entry in entries if entry["name"] == "plain")
    names = ("unpack_s", "encode_s", "times_the_slower")
    rows = ([kind["name"], *(f"{kind[name]:.2f}" for name in names)] for kind in kinds)
    note = f"one worker, two cores; the plain text takes {plain:.2f} s"
    packed = table(["compressed", "unpacking alone s", "encoding s", "times the slower"], rows)
    return f"{text}\n\n{note}\n{packed}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="UTF-8, words separated by spaces")
    parser.add_argument("--raw", metavar="RAW", help="text as people write it, for the tokenizer words")
    parser.add_argument("--chinese", metavar="ZH", help="raw Chinese text")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.text is None and not args.inside:
        parser.error("give a TEXT")
    return args


def main() -> None:
    args = arguments()
    if args.inside:
        print(json.dumps(measure_here(Case(**json.loads(args.inside)))))
        return
    try:
        runs = measured_cases(args)
    except (OSError, ValueError) as error:
        sys.exit(f"encode: {error}")
    entries = summarise(runs)
    document = {"machine": machine(), "summary": entries, "compressed": compressed(entries), "runs": runs}
    emit(document, as_json=args.json, text=as_text(entries))


if __name__ == "__main__":
    main()
