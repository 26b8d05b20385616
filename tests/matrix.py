"""Try the oldest allowed and the newest dependencies on each Python that is installed.

python tests/matrix.py
python tests/matrix.py --python 3.12 --which oldest --tests tests/golden

Each combination has an environment of its own, made anew with pip. Prints a table; fails if a combination does.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TOOLS = ("pytest", "pytest-xdist", "hypothesis", "pandas", "polars", "safetensors")
TESTS = (
    "tests/golden",
    "tests/kernels/test_gradients.py",
    "tests/kernels/test_compilation.py",
    "tests/unit/corpus",
    "tests/unit/counting",
    "tests/unit/formats",
    "tests/unit/text",
    "tests/unit/tokenize",
    "tests/unit/training",
    "tests/unit/vectors",
    "tests/test_docstring_examples.py",
)


def requirements() -> dict[str, str]:
    """The lower bound of all that is imported, by name."""
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *extras["chinese"], *extras["factorize"], *extras["figures"]]
    wanted += [each for each in extras["dev"] if re.split("[>=]", each)[0] in TOOLS]
    return dict(re.fullmatch(r"([\w-]+)>=([\d.]+)", each).groups() for each in wanted)


def interpreter(version: str) -> str | None:
    """A Python of this version, on the path or among pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in (shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))):
        if candidate and run([candidate, "-c", "import sys; print(*sys.version_info[:2], sep='.')"])[1] == version:
            return candidate
    return None


def run(command: list[str], **options) -> tuple[bool, str]:
    """Whether it went well, and what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def oldest(python: Path, name: str, bound: str) -> str:
    """The oldest version that is allowed and has a wheel for this Python."""
    _, said = run([str(python), "-m", "pip", "index", "versions", name, "--only-binary", ":all:"])
    found = re.search(r"Available versions: (.*)", said)
    if not found:
        return bound
    allowed = [version for version in found[1].split(", ") if numbers(version) >= numbers(bound)]
    return min(allowed, key=numbers, default=bound)


def numbers(version: str) -> list[int]:
    """A version that can be compared; 2.0 and 2.0.0 are the same."""
    parts = [int(part) for part in re.findall(r"\d+", version)]
    while parts and parts[-1] == 0:
        parts.pop()
    return parts


def tried(python: str, which: str, tests: list[str]) -> tuple[bool, str]:
    """Make the environment and run the tests in it: whether that went well, and what is to be said of it."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder, "bin", "python")
        ok, said = run([python, "-m", "venv", folder])
        if not ok:
            return False, said[-2000:]
        run([str(own), "-m", "pip", "install", "-q", "--upgrade", "pip"])
        pins = Path(folder, "pins.txt")
        bounds = requirements()
        lines = [f"{name}=={oldest(own, name, bound)}\n" for name, bound in bounds.items()] if which == "oldest" else []
        pins.write_text("".join(lines), encoding="utf-8")
        extras = f"{ROOT}[chinese,factorize,figures]"
        ok, said = run([str(own), "-m", "pip", "install", "-q", "-c", str(pins), "-e", extras, *TOOLS])
        if not ok:
            return False, "\n".join(line for line in said.splitlines() if "WARNING" not in line)[-2000:]
        _, versions = run([str(own), "-m", "pip", "list", "--format", "freeze"])
        of_interest = [line for line in versions.splitlines() if line.partition("==")[0].lower() in bounds]
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder, "kernels"))}
        ok, said = run([str(own), "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests], cwd=ROOT, env=environment)
        return ok, "\n".join([" ".join(of_interest), said.splitlines()[-1] if ok else said[-4000:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", nargs="+", default=PYTHONS, help="versions")
    parser.add_argument("--which", nargs="+", default=("oldest", "newest"), choices=("oldest", "newest"))
    parser.add_argument("--tests", nargs="+", default=TESTS, help="for pytest")
    args = parser.parse_args()
    rows, failed = [], False
    for version in args.python:
        python = interpreter(version)
        for which in args.which if python else ():
            begun = time.monotonic()
            ok, said = tried(python, which, list(args.tests))
            failed |= not ok
            rows.append(f"{version}  {which}  {'passed' if ok else 'FAILED'}  {time.monotonic() - begun:.0f} s")
            print(f"{rows[-1]}\n{said}\n", flush=True)
        if not python:
            rows.append(f"{version}  not installed")
    print("\n".join(rows))
    sys.exit(failed)


if __name__ == "__main__":
    main()
