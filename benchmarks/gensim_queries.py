"""Loading, asking and phrases: the same calls to gensim and to firth.gensim, with nothing but the import changed.

    python benchmarks/gensim_queries.py --texts TEXT

The vectors are random, 400,000 words of 100 dimensions; the text is read as lines of words. Each side runs in processes
of its own, in turn, and the best of a few runs counts, in seconds of the processor: other work on the machine changes
those least.
"""

import argparse
import importlib
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from report import emit, machine, table

WORDS, DIMENSIONS, QUESTIONS, ANALOGIES = 400_000, 100, 200, 2_000
SIDES = {"gensim": "gensim", "firth": "firth.gensim"}


def prepared(folder):
    """Files of vectors and of analogies."""
    random = np.random.default_rng(1)
    rows = random.normal(size=(WORDS, DIMENSIONS)).astype(np.float32)
    with (folder / "v.txt").open("w") as text, (folder / "v.bin").open("wb") as binary:
        text.write(f"{WORDS} {DIMENSIONS}\n")
        binary.write(f"{WORDS} {DIMENSIONS}\n".encode())
        for number, row in enumerate(rows):
            text.write(f"w{number} {' '.join(f'{value:.6f}' for value in row.tolist())}\n")
            binary.write(f"w{number} ".encode() + row.tobytes() + b"\n")
    lines = (" ".join(f"w{word}" for word in words) for words in random.integers(0, 30_000, (ANALOGIES, 4)))
    (folder / "analogies.txt").write_text(": all\n" + "\n".join(lines) + "\n")


def measured(side, folder, text, sentences):
    """Seconds of the processor of each call, in this process."""
    keyed = importlib.import_module(f"{SIDES[side]}.models.keyedvectors").KeyedVectors
    phrases = importlib.import_module(f"{SIDES[side]}.models.phrases")
    times = {}

    def timed(name, call):
        begin = time.process_time()
        value = call()
        times[name] = time.process_time() - begin
        return value

    timed("load text, 400,000 x 100", lambda: keyed.load_word2vec_format(str(folder / "v.txt")))
    keys = timed("load binary, 400,000 x 100", lambda: keyed.load_word2vec_format(str(folder / "v.bin"), binary=True))
    asked = [f"w{number}" for number in range(QUESTIONS)]
    timed(f"most_similar, {QUESTIONS} times", lambda: [keys.most_similar(word) for word in asked])
    timed(f"most_similar_cosmul, {QUESTIONS} times", lambda: [keys.most_similar_cosmul(word) for word in asked])
    timed(
        f"similarity, {100 * QUESTIONS:,} times", lambda: [keys.similarity("w1", w) for w in asked for _ in range(100)]
    )
    analogies = str(folder / "analogies.txt")
    timed(
        f"evaluate_word_analogies, {ANALOGIES:,}",
        lambda: keys.evaluate_word_analogies(analogies, restrict_vocab=30_000),
    )
    with Path(text).open(encoding="utf-8") as lines:
        read = [line.split() for line in itertools.islice(lines, sentences)]
    found = timed("Phrases", lambda: phrases.Phrases(read))
    timed(
        "Phrases, with connector words", lambda: phrases.Phrases(read, connector_words=phrases.ENGLISH_CONNECTOR_WORDS)
    )
    frozen = timed("freeze", found.freeze)
    timed("join the sentences", lambda: list(frozen[read]))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", required=True, help="a text, a sentence a line")
    parser.add_argument("--sentences", type=int, default=50_000, help="lines of it that are read [default 50000]")
    parser.add_argument("--runs", type=int, default=2, help="of each side, in turn [default 2]")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.side:
        print(json.dumps(measured(args.side, args.folder, args.texts, args.sentences)))
        return
    with tempfile.TemporaryDirectory() as folder:
        prepared(Path(folder))
        runs = {side: [] for side in SIDES}
        for _, side in itertools.product(range(args.runs), SIDES):
            command = [sys.executable, __file__, *sys.argv[1:], "--side", side, "--folder", folder]
            runs[side].append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    best = {side: {name: min(run[name] for run in some) for name in some[0]} for side, some in runs.items()}
    rows = [
        (name, f"{theirs:.2f}", f"{best['firth'][name]:.2f}", f"{theirs / max(best['firth'][name], 0.005):.1f}")
        for name, theirs in best["gensim"].items()
    ]
    text = table(["processor seconds", "gensim", "firth.gensim", "times as fast"], rows)
    emit({"machine": machine(), "best": best, "runs": runs}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
