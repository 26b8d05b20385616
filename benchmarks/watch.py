"""What `firth train --watch` adds to a training: the same training with it and without, whole processes, in turn."""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from processes import measure
from report import emit, machine, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", metavar="TEXT", help="or an encoded corpus")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    runs: dict[str, list[float]] = {"plain": [], "watched": []}
    with tempfile.TemporaryDirectory(prefix="firth-") as folder:
        target, log = str(Path(folder) / "vectors.safetensors"), Path(folder) / "log"
        for _ in range(args.runs):
            for name, extra in (("plain", []), ("watched", ["--watch"])):
                options = ["--epochs", str(args.epochs), "--quiet", *extra]
                done = measure([sys.executable, "-m", "firth", "train", args.text, "-o", target, *options], log)
                if done.status:
                    sys.exit(f"watch: a training failed:\n{log.read_text(encoding='utf-8')[-600:]}")
                runs[name].append(done.wall_s)
    ratio = statistics.median(w / p for w, p in zip(runs["watched"], runs["plain"], strict=True))
    rows = [[name, f"{statistics.median(of):.1f}", f"{min(of):.1f} to {max(of):.1f}"] for name, of in runs.items()]
    text = f"{table(['training', 'median s', 'all'], rows)}\n\nmedian of the pairs' ratios: {ratio:.3f}"
    emit({"machine": machine(), "seconds": runs, "ratio": ratio}, as_json=args.json, text=text)


if __name__ == "__main__":
    main()
