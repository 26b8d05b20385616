"""Packages that train with gensim, as they are, on gensim and on Firth: what comes out, and how long it takes.

    pip install gensim networkx scikit-learn pecanpy nptyping node2vec
    pip install --no-deps karateclub  # it asks for versions of NumPy and pandas that Python 3.11 does not have
    python benchmarks/gensim_dependents.py

Each embeds the same random graph of ten communities; the score is the accuracy of a logistic regression that tells the
community of a node from its vector, trained on half of the nodes. The two sides take turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import emit, machine, table

GRAPH = """
import json, sys, time, warnings
import networkx as nx
import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")
graph = nx.random_partition_graph([{nodes} // 10] * 10, {inside}, {across}, seed=7)
labels = np.array([next(b for b, block in enumerate(graph.graph["partition"]) if n in block) for n in graph])
plain = nx.Graph(graph.edges)
plain.add_nodes_from(graph)
"""

SCORE = """
half = np.random.default_rng(0).permutation(len(labels))
train, test = np.split(half, 2)
score = LogisticRegression(max_iter=1000).fit(vectors[train], labels[train]).score(vectors[test], labels[test])
print(json.dumps([score, seconds]))
"""

PACKAGES = {
    "node2vec": """
from node2vec import Node2Vec

walker = Node2Vec(plain, dimensions=64, walk_length=40, num_walks=10, workers=1, quiet=True, seed=1)
begun = time.perf_counter()
model = walker.fit(window=10, min_count=1, workers=2)
seconds = time.perf_counter() - begun
vectors = np.stack([model.wv[str(node)] for node in range(len(labels))])
""",
    "pecanpy": """
for old, new in (("bool8", "bool_"), ("object0", "object_"), ("int0", "intp"), ("uint0", "uintp"), ("void0", "void"),
                 ("bytes0", "bytes_"), ("str0", "str_"), ("float_", "float64"), ("complex_", "complex128"),
                 ("cfloat", "complex128"), ("singlecomplex", "complex64"), ("longfloat", "longdouble"),
                 ("longcomplex", "clongdouble"), ("clongfloat", "clongdouble"), ("unicode_", "str_"),
                 ("string_", "bytes_")):
    setattr(np, old, getattr(np, new))  # names that its dependency nptyping asks for, and NumPy 2 dropped

from pecanpy import pecanpy

with open(sys.argv[1], "w") as out:
    out.writelines(f"{{one}}\\t{{other}}\\n" for one, other in plain.edges)
walker = pecanpy.SparseOTF(p=1, q=0.5, workers=2, random_state=1)
walker.read_edg(sys.argv[1], weighted=False, directed=False)
walker.preprocess_transition_probs()
begun = time.perf_counter()
found = walker.embed(dim=64, num_walks=10, walk_length=40, window_size=10, epochs=5)
seconds = time.perf_counter() - begun
rows = dict(zip(walker.nodes, found))
vectors = np.stack([rows.get(str(node), np.zeros(64)) for node in range(len(labels))])
""",
    "karateclub DeepWalk": """
from karateclub import DeepWalk

model = DeepWalk(walk_number=10, walk_length=40, dimensions=64, workers=2, window_size=10, epochs=5, seed=1)
begun = time.perf_counter()
model.fit(plain)
seconds = time.perf_counter() - begun
vectors = model.get_embedding()
""",
}


def run(command):
    """The score, the seconds of the package's own call, and the wall and processor seconds of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed; run it to see why")
    score, seconds = json.loads(printed.splitlines()[-1])
    return score, seconds, time.perf_counter() - begun, used.ru_utime + used.ru_stime


def compared(name, args, scratch):
    path = scratch / "program.py"
    graph = GRAPH.format(nodes=args.nodes, inside=40 / args.nodes, across=2 / args.nodes)
    path.write_text(graph + PACKAGES[name].replace("{{", "{").replace("}}", "}") + SCORE, encoding="utf-8")
    sides = [[args.python], [args.python, "-m", "firth.gensim"]]
    commands = [[*side, str(path), str(scratch / "edges")] for side in sides]
    run(commands[1])  # compiles the kernels, once for each machine
    return list(zip(*([run(command) for command in commands] for _ in range(args.rounds)), strict=True))


def row_of(name, sides):
    before, after = ([statistics.median(run[column] for run in side) for column in range(4)] for side in sides)
    cells = [f"{before[0]:.3f}", f"{after[0]:.3f}"]
    for column in (1, 3):
        cells += [f"{before[column]:.1f}", f"{after[column]:.1f}", f"{before[column] / after[column]:.1f}"]
    return [name, *cells]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="a Python that has all packages, gensim and Firth")
    parser.add_argument("--packages", nargs="+", choices=PACKAGES, default=list(PACKAGES))
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = {name: compared(name, args, Path(scratch)) for name in args.packages}
    header = [
        "package",
        "gensim score",
        "Firth",
        "gensim call s",
        "Firth",
        "times",
        "gensim processor s",
        "Firth",
        "times",
    ]
    text = table(header, (row_of(*each) for each in found.items()))
    emit({"machine": machine(), "found": found}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
