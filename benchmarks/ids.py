"""How long walks take until a training can begin, and how fast it then is: whole numbers by Firth, strings by gensim.

Both sides alternate; the best processor seconds of each are shown, because others may use the machine. gensim runs in a
Python of its own, which reads the same walks from a file, and its strings are made before its time begins.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from report import emit, machine, table

GENSIM = """
import json, sys, time
import numpy as np
from gensim.models import Word2Vec
walks = [list(map(str, walk)) for walk in np.load(sys.argv[1]).tolist()]
model = Word2Vec(min_count=5, vector_size=int(sys.argv[2]), window=5, sg=1, negative=5, sample=0, workers=1, epochs=1)
begun = time.process_time()
model.build_vocab(walks)
encoded = time.process_time()
trained = float("nan")
if sys.argv[3] == "train":
    model.train(walks, total_examples=model.corpus_count, epochs=1)
    trained = time.process_time() - encoded
print(json.dumps({"encode": encoded - begun, "train": trained}))
"""
FIRTH = """
import json, sys, time
import numpy as np
import firth
walks = np.load(sys.argv[1])
how = dict(vector_size=int(sys.argv[2]), sample=0, epochs=1, workers=1)
firth.train(walks[:2_000], min_count=1, **how)
begun = time.process_time()
corpus = firth.encode(walks)
encoded = time.process_time()
trained = float("nan")
if sys.argv[3] == "train":
    firth.train(corpus, **how)
    trained = time.process_time() - encoded
print(json.dumps({"encode": encoded - begun, "train": trained}))
"""


def seconds(python: str, program: str, walks: Path, size: int, what: str) -> dict[str, float]:
    """Processor seconds of one process."""
    command = [python, "-c", program, str(walks), str(size), what]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def measured(gensim: str, walks: np.ndarray, runs: int, size: int, what: str) -> dict[str, float]:
    """The best seconds of both sides."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "walks.npy")
        np.save(path, walks)
        sides = {"firth": (sys.executable, FIRTH), "gensim": (gensim, GENSIM)}
        every = [{name: seconds(*side, path, size, what)[what] for name, side in sides.items()} for _ in range(runs)]
    return {name: min(run[name] for run in every) for name in sides}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gensim", required=True, metavar="PYTHON", help="a Python that has gensim")
    parser.add_argument("--walks", type=int, default=125_000, help="walks of 80 steps [default 125,000]")
    parser.add_argument("--nodes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    random, rows = np.random.default_rng(1), []
    begun = time.perf_counter()
    for nodes in args.nodes:
        walks = random.integers(0, nodes, (args.walks, 80))
        rows.append(("encode", nodes, walks.size, measured(args.gensim, walks, args.runs, 1, "encode")))
    walks = np.cumsum(random.choice([-2, -1, 1, 2], (args.walks // 40, 80)), axis=1)
    walks = (walks + random.integers(0, 2_000, (len(walks), 1))) % 2_000
    rows.append(("train", 2_000, walks.size, measured(args.gensim, walks, args.runs, 100, "train")))
    cells = [
        (f"{what}, {nodes:,} nodes", f"{steps:,}", *(f"{found[name]:.3f} s" for name in ("firth", "gensim")),
         f"{found['gensim'] / found['firth']:.1f}")
        for what, nodes, steps, found in rows
    ]  # fmt: skip
    document = {"machine": machine(), "rows": rows, "seconds": time.perf_counter() - begun}
    emit(document, as_json=args.json, text=table(("", "steps", "Firth", "gensim", "times"), cells))


if __name__ == "__main__":
    main()
