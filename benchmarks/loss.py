"""What counting the loss costs: training with it, and with it removed from the kernel, in turn.

Training always counts the loss; there is no setting to turn it off. Here the one function that multiplies the
probabilities is replaced before the kernels are compiled, in processes with a cache of their own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from report import emit, machine, table


def child(text: str, settings: dict[str, object], *, counted: bool) -> None:
    """Train once and print the seconds of the training proper, processor time of all threads."""
    import time  # noqa: PLC0415 - only the child needs these

    import firth  # noqa: PLC0415
    from firth.corpus.build.encode import encode_files  # noqa: PLC0415
    from firth.kernels import block  # noqa: PLC0415
    from firth.kernels.compiling import helper  # noqa: PLC0415
    from firth.training.train import train  # noqa: PLC0415

    if not counted:
        block._times = helper(lambda product, power, factor: (product, power))  # noqa: ARG005, SLF001
    corpus = encode_files([text], workers=2)
    config = firth.TrainConfig(epochs=1, **settings)
    train(encode_files([__file__], min_count=1), firth.TrainConfig(**{**settings, "min_count": 1, "epochs": 1}))
    begun = time.process_time()
    vectors = train(corpus, config)
    print(json.dumps({"seconds": time.process_time() - begun, "loss": vectors.info["training"]["mean_loss"]}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--settings", type=json.loads, default=[{}, {"objective": "hierarchical_softmax"}])
    parser.add_argument("--child", choices=("with", "without"), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.child:
        child(args.text, args.settings, counted=args.child == "with")
        return
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for settings in args.settings:
            pairs = [
                [one(args.text, settings, way, Path(folder)) for way in ("with", "without")] for _ in range(args.pairs)
            ]
            ratios = [a["seconds"] / b["seconds"] for a, b in pairs]
            results.append(
                {"settings": settings, "pairs": pairs, "ratios": ratios, "median": statistics.median(ratios)}
            )
    rows = [
        [json.dumps(each["settings"]), f"{each['median']:.3f}", " ".join(f"{ratio:.3f}" for ratio in each["ratios"])]
        for each in results
    ]
    text = "processor time with the loss over that without\n\n" + table(["settings", "median", "ratios"], rows)
    emit({"machine": machine(), "results": results}, as_json=args.json, text=text)


def one(text: str, settings: dict[str, object], way: str, folder: Path) -> dict:
    """One process, the first of its kind twice: once to compile."""
    cache = folder / way
    command = [sys.executable, __file__, text, "--child", way, "--settings", json.dumps(settings)]
    for _ in range(1 if cache.exists() else 2):
        done = subprocess.run(
            command, env={**os.environ, "NUMBA_CACHE_DIR": str(cache)}, capture_output=True, text=True, check=True
        )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
