"""What `firth train --watch` adds to a training: the same training with it and without, whole processes, in turn.

On a machine that does other work, processor seconds tell more than the time that passes.
"""

import argparse
import statistics
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from processes import Measurement, measure
from report import emit, machine, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT", help="or an encoded corpus")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    runs: dict[str, list[Measurement]] = {"plain": [], "watched": []}
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        target, log = str(Path(folder) / "vectors.safetensors"), Path(folder) / "log"
        for _ in range(args.runs):
            for name, extra in (("plain", []), ("watched", ["--watch"])):
                options = ["--epochs", str(args.epochs), "--quiet", *extra]
                done = measure([sys.executable, "-m", "firth", "train", args.text, "-o", target, *options], log)
                if done.status:
                    sys.exit(f"watch: a training failed:\n{log.read_text(encoding='utf-8')[-600:]}")
                runs[name].append(done)
    rows, ratios = [], {}
    for unit in ("wall_s", "cpu_s"):
        seconds = {name: [getattr(each, unit) for each in of] for name, of in runs.items()}
        ratios[unit] = statistics.median(w / p for w, p in zip(seconds["watched"], seconds["plain"], strict=True))
        rows += [
            [f"{name}, {unit}", f"{statistics.median(of):.1f}", f"{min(of):.1f} to {max(of):.1f}"]
            for name, of in seconds.items()
        ]
    told = ", ".join(f"{ratio:.3f} of {unit}" for unit, ratio in ratios.items())
    text = f"{table(['training', 'median s', 'all'], rows)}\n\nmedian of the pairs' ratios: {told}"
    seconds = {name: [asdict(each) for each in of] for name, of in runs.items()}
    emit({"machine": machine(), "runs": seconds, "ratios": ratios}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
