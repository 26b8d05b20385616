"""A program that imports gensim, and the same with only the import changed: their times, as whole processes.

    python benchmarks/gensim_programs.py TEXT --gensim-python PEERS/bin/python

The two take turns. Processor seconds are user and system time of a process and its threads. They depend less than the
wall's on what else the machine does.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import emit, machine, table

PROGRAM = """
import sys
from {package}.models import Word2Vec
from {package}.models.word2vec import LineSentence

text, out, way = sys.argv[1:4]
settings = dict(sg={sg}, hs={hs}, negative={negative}, vector_size=100, window=5, workers={workers}, epochs={epochs})
if way == "lists":
    with open(text, encoding="utf-8") as lines:
        sentences = [line.split() for line in lines]
    model = Word2Vec(sentences, **settings)
elif way == "lines":
    model = Word2Vec(LineSentence(text), **settings)
else:
    model = Word2Vec(corpus_file=text, **settings)
model.save(out)
"""
"""gensim's defaults but for what is given."""

WAYS = {"lists": "token lists", "lines": "LineSentence", "file": "corpus_file"}
KINDS = {"cbow": (0, 0, 5), "skipgram": (1, 0, 5), "cbow-hs": (0, 1, 0), "skipgram-hs": (1, 1, 0)}


def run(command):
    """Wall and processor seconds of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime


def compared(text, kind, way, args, scratch):
    """The times of both, float[rounds, 2] each."""
    sg, hs, negative = KINDS[kind]
    programs = []
    for python, package in ((args.gensim_python, "gensim"), (sys.executable, "firth.gensim")):
        path = scratch / f"with_{package.replace('.', '_')}.py"
        fields = {"sg": sg, "hs": hs, "negative": negative, "workers": args.threads, "epochs": args.epochs}
        path.write_text(PROGRAM.format(package=package, **fields), encoding="utf-8")
        programs.append([python, path, text, scratch / "model", way])
    run(programs[1])  # compiles the kernels, once for each machine
    return list(zip(*([run(program) for program in programs] for _ in range(args.rounds)), strict=True))


def row_of(kind, way, times):
    cells = []
    for column in (0, 1):
        before, after = (statistics.median(each[column] for each in side) for side in times)
        cells += [f"{before:.1f}", f"{after:.1f}", f"{before / after:.1f}"]
    return [f"{kind}, {WAYS[way]}", *cells]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("text", type=Path, help="a text, a sentence a line")
    parser.add_argument("--gensim-python", required=True, help="a Python that has gensim")
    parser.add_argument("--megabytes", type=float, default=20, help="of the text to train on, from its beginning")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["cbow", "skipgram"])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=["lists", "file"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        text = scratch / "text.txt"
        with args.text.open("rb") as whole:
            text.write_bytes(whole.read(int(args.megabytes * 1e6)).rpartition(b"\n")[0] + b"\n")
        found = {(kind, way): compared(text, kind, way, args, scratch) for kind in args.kinds for way in args.ways}
    header = ["program", "gensim wall s", "Firth", "times", "gensim processor s", "Firth", "times"]
    rows = [row_of(*key, times) for key, times in found.items()]
    times = {" ".join(key): value for key, value in found.items()}
    emit({"machine": machine(), "times": times}, as_json=args.json, text=table(header, rows))


if __name__ == "__main__":
    main()
