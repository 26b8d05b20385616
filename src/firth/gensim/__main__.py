"""``python -m firth.gensim SCRIPT ARG...``: a program as it is, with Firth where it imports gensim.

``-m MODULE ARG...`` runs a module. Arguments, ``__main__``, tracebacks and exit codes are those of Python itself.
"""

import importlib.util
import runpy
import sys
from pathlib import Path
from types import ModuleType

from firth.gensim.standing_in import stand_in

_USAGE = """usage: python -m firth.gensim SCRIPT [ARG ...]
       python -m firth.gensim -m MODULE [ARG ...]

Runs a Python program that imports gensim, with Firth in the place of gensim's models of words."""


def main(arguments: list[str]) -> None:
    """Run a program.

    Args:
        arguments: those after ``python -m firth.gensim``.

    Raises:
        SystemExit: whatever ends the program, or there is none.
    """
    if not arguments or arguments[0] in {"-h", "--help"} or arguments == ["-m"]:
        raise SystemExit(_USAGE)
    stand_in()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path.insert(0, str(Path.cwd()))
        _check_module(arguments[1])
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        _run(Path(arguments[0]))


def _check_module(name: str) -> None:
    """End with one line, as Python does, if there is no such module."""
    try:
        found = importlib.util.find_spec(name)
    except ImportError as error:  # of the package that it is said to be in
        kind = type(error).__name__
        raise SystemExit(
            f"python -m firth.gensim: Error while finding module specification for {name!r} ({kind}: {error})"
        ) from None
    if found is None:
        raise SystemExit(f"python -m firth.gensim: No module named {name}")


def _run(path: Path) -> None:
    """Run a file as ``__main__``; what it raises is shown without the lines of this module."""
    if path.is_dir() or path.suffix in {".zip", ".pyz"}:
        runpy.run_path(str(path), run_name="__main__")
        return
    module = ModuleType("__main__")
    module.__dict__.update(__file__=str(path), __builtins__=__builtins__)
    sys.modules["__main__"] = module
    sys.path[0] = str(path.resolve().parent)
    try:
        code = compile(path.read_bytes(), str(path), "exec")
    except OSError as error:
        raise SystemExit(f"python -m firth.gensim: can't open {str(path)!r}: {error.strerror}") from None
    except SyntaxError as error:
        raise _shown(error) from None
    try:
        exec(code, module.__dict__)  # noqa: S102 - to run a program is what this is for
    except Exception as error:  # noqa: BLE001 - as Python does at the end of a program
        raise _shown(error) from None


def _shown(error: Exception) -> SystemExit:
    """Print a traceback, without the frame of this module, as the end of a program does."""
    trace = error.__traceback__.tb_next if error.__traceback__ is not None else None
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    return SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
