"""How kernels are compiled.

Three parts of Numba are used that it does not promise to keep: the option ``_nrt``, the cache of a dispatcher, and the
classes of that cache (`firth.kernels.kernel_cache`). A version of Numba without them costs speed, and says so once.

With NUMBA_DISABLE_JIT=1 nothing is compiled: kernels run as plain Python, thousands of times slower, so that a debugger
or a coverage report sees their lines.
"""

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numba
import numba.extending
import numpy as np

__all__ = ["IN_PYTHON", "announce", "announced", "inlined", "intrinsic", "kernel", "spliced"]

IN_PYTHON = bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined] # set from the environment
"""Whether kernels run as plain Python."""


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function that only kernels call; it becomes part of its caller.

    ``forceinline``: passing a dozen arrays to each of a window's small functions costs as much as their work.
    """
    if IN_PYTHON:
        return np.errstate(over="ignore")(function)  # integers of random streams and hashes wrap around
    options: Any = {"nogil": True, "boundscheck": False, "error_model": "numpy", "forceinline": True}
    return numba.njit(**options, **_without_counting())(function)


def spliced(function: Callable[..., Any]) -> Any:
    """A function that is put into its caller before anything is compiled.

    What is `inlined` is compiled by itself first, then with its caller, then with the caller's caller: for the large
    parts of a kernel, used in one place, that takes longer than all the rest.
    """
    if IN_PYTHON:
        return inlined(function)
    options: Any = {"nogil": True, "boundscheck": False, "error_model": "numpy", "inline": "always"}
    return numba.njit(**options, **_without_counting())(function)


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a kernel that Python calls, and keep the machine code for the next process."""
    dispatcher = inlined(function)
    if IN_PYTHON:
        return dispatcher
    try:
        from firth.kernels.kernel_cache import keep_compiled  # noqa: PLC0415 - may be impossible with this Numba

        keep_compiled(dispatcher, announce, _warn_unkept)
    except RuntimeError:
        _warn_uncached("no folder to keep compiled kernels in is writable", "Set NUMBA_CACHE_DIR to a writable folder.")
    except Exception as error:  # noqa: BLE001 - whatever its internals raise in another version
        _warn_uncached(
            f"Numba {numba.__version__} keeps compiled kernels in another way ({error})",
            "Install another version of it.",
        )
    return dispatcher


_listeners: list[Callable[[str], None]] = []


@contextmanager
def announced(listener: Callable[[str], None]) -> Iterator[None]:
    """Call a function with the name of each kernel that has to be compiled while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def announce(kernel: str) -> None:
    """Say that a kernel is about to be compiled, which takes seconds."""
    for listener in tuple(_listeners):
        listener(kernel)


def intrinsic(in_numpy: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """An operation of one machine instruction or a few.

    Args:
        in_numpy: does the same in plain NumPy; it runs where nothing is compiled.

    Returns:
        A decorator for the function that types and generates it, as Numba's ``intrinsic`` takes it.
    """
    return lambda typed: in_numpy if IN_PYTHON else numba.extending.intrinsic(typed)


@functools.cache
def _without_counting() -> dict[str, Any]:
    """The option that turns off the counting of references to arrays, if this version of Numba has it.

    Kernels allocate nothing and keep nothing, so there is no need to count references to the arrays they pass on and
    slice. The atomic operations of counting took half the running time when measured.
    """
    options = {"_nrt": False}
    try:
        from numba.core.options import DefaultOptions  # noqa: PLC0415 - may have moved

        known = hasattr(DefaultOptions, "_nrt")
    except ImportError:
        known = False
    if not known:
        warnings.warn(
            f"Numba {numba.__version__} counts references inside kernels, and training is up to twice as slow. "
            "Install another version of it.",
            RuntimeWarning,
            stacklevel=3,
        )
    return options if known else {}


def _warn_unkept(error: Exception) -> None:
    why = getattr(error, "strerror", None) or error
    _warn_uncached(
        f"a compiled kernel could not be kept ({why})", "Free some space, or set NUMBA_CACHE_DIR to another folder."
    )


@functools.cache
def _warn_uncached(why: str, remedy: str) -> None:
    warnings.warn(
        f"{why}: every process compiles the kernels again (some seconds). {remedy}", RuntimeWarning, stacklevel=4
    )
