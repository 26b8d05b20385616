"""Opening a large fastText model: time and memory of whole processes, Firth's beside gensim's and fastText's own.

The model has random words, of 3 to 19 letters, and random rows; Firth writes it to a temporary folder. All programs end
with the vectors of all words: Firth and gensim compute them when they open the file, fastText when it is asked. The
programs run in turn; the table has medians.
"""

import argparse
import dataclasses
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import Measurement, measure
from report import emit, machine, table

_BLOCK = 1 << 16
_FIRTH = "import firth, sys; firth.load(sys.argv[1])"
_GENSIM = "import sys; from gensim.models.fasttext import load_facebook_model; load_facebook_model(sys.argv[1])"
_FASTTEXT = """
import sys
import fasttext
import numpy
fasttext.FastText.eprint = lambda *_: None
model = fasttext.load_model(sys.argv[1])
words = model.get_words(on_unicode_error="replace")
vectors = numpy.empty((len(words), model.get_dimension()), numpy.float32)
for row, word in enumerate(words):
    vectors[row] = model.get_word_vector(word)
"""


def write(args: argparse.Namespace) -> None:
    """Write the model."""
    import numpy as np  # noqa: PLC0415 (the parent must stay small)

    import firth  # noqa: PLC0415
    from firth.subwords.composing import Subwords  # noqa: PLC0415
    from firth.subwords.ngrams import Ngrams  # noqa: PLC0415

    random = np.random.default_rng(1)
    words: dict[str, None] = {}
    while len(words) < args.words:
        letters = random.integers(ord("a"), ord("z") + 1, (_BLOCK, 19), dtype=np.uint8)
        lengths = random.integers(3, 20, _BLOCK)
        words.update({row[:size].tobytes().decode(): None for row, size in zip(letters, lengths, strict=True)})
    ngrams, rows, contexts = (
        random.standard_normal((number, args.width), dtype=np.float32)
        for number in (args.buckets, args.words, args.words)
    )
    counts = np.arange(args.words, 0, -1)
    subwords = Subwords(Ngrams(3, 6, args.buckets), None, ngrams)
    model = firth.WordVectors(list(words)[: args.words], rows, contexts, counts, subwords=subwords)
    model.save(args.write, "fasttext-bin")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=int, default=2_000_000)
    parser.add_argument("--buckets", type=int, default=2_000_000)
    parser.add_argument("--width", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--gensim-python", help="a Python that has gensim")
    parser.add_argument("--fasttext-python", help="a Python that has fasttext")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write(args)
        return
    programs = [("Firth", sys.executable, _FIRTH), ("gensim", args.gensim_python, _GENSIM)]
    programs = [each for each in [*programs, ("fastText", args.fasttext_python, _FASTTEXT)] if each[1]]
    taken: dict[str, list[Measurement]] = {name: [] for name, _, _ in programs}
    with tempfile.TemporaryDirectory() as folder:
        model, output = Path(folder) / "model.bin", Path(folder) / "output.txt"
        subprocess.run([sys.executable, *sys.argv, "--write", str(model)], check=True)
        size = model.stat().st_size
        for _ in range(args.runs):
            for name, python, program in programs:
                taken[name].append(measure([python, "-c", program, str(model)], output))
                if taken[name][-1].status:
                    sys.exit(output.read_text(encoding="utf-8", errors="replace"))
    rows = [
        [name, *(f"{statistics.median(getattr(run, field) for run in runs):,.1f}" for field in ("wall_s", "cpu_s"))]
        + [f"{max(getattr(run, field) for run in runs):,.0f}" for field in ("peak_anon_mb", "peak_rss_mb")]
        for name, runs in taken.items()
    ]
    header = ["program", "wall, s", "processor, s", "memory, MB", "with the mapped file, MB"]
    runs = {name: [dataclasses.asdict(run) for run in each] for name, each in taken.items()}
    document = {"words": args.words, "bytes": size, "runs": runs, "machine": machine()}
    emit(document, as_json=args.json, text=f"{args.words:,} words, {size:,} bytes\n\n{table(header, rows)}")


if __name__ == "__main__":
    main()
