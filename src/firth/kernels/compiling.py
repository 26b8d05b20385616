"""How kernels are compiled, and where the result is kept between processes.

Numba's own cache watches only the file a function stands in. A kernel is compiled together with its
helpers from the other files of this folder, so here the cache is keyed by all of them.
"""

import functools
import hashlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import caching

__all__ = ["inlined", "kernel"]


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function that only kernels call; it becomes part of its caller.

    ``forceinline``: passing a dozen arrays to each of a window's small functions costs as much as their work.
    ``_nrt=False``: kernels allocate nothing and keep nothing, so counting references to the arrays they pass
    on and slice (atomic operations, half the running time when measured) protects nobody.
    """
    options: Any = {"nogil": True, "boundscheck": False, "error_model": "numpy", "forceinline": True, "_nrt": False}
    return numba.njit(**options)(function)


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a kernel that Python calls, and keep the machine code for the next process."""
    dispatcher = inlined(function)
    try:
        dispatcher._cache = _KernelCache(function)  # noqa: SLF001 (Numba has no public way to choose the key)
    except RuntimeError:
        _warn_uncached()
    return dispatcher


@functools.cache
def _warn_uncached() -> None:
    warnings.warn(
        "no folder to keep compiled kernels in is writable: every process compiles them anew (some seconds). "
        "Set NUMBA_CACHE_DIR to a writable folder.",
        RuntimeWarning,
        stacklevel=4,
    )


@functools.cache
def _stamp() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _AllKernels:
    def get_source_stamp(self) -> str:
        return _stamp()


class _UserProvided(_AllKernels, caching.UserProvidedCacheLocator):
    """The folder that NUMBA_CACHE_DIR names."""


class _InTree(_AllKernels, caching.InTreeCacheLocator):
    """The ``__pycache__`` beside this file."""


class _UserWide(_AllKernels, caching.UserWideCacheLocator):
    """The user's own cache folder, when the package's is not writable."""


class _KernelCacheImpl(caching.CompileResultCacheImpl):
    _locator_classes = [_UserProvided, _InTree, _UserWide]  # noqa: RUF012 (the base class declares a list)


class _KernelCache(caching.FunctionCache):
    """Compiled code in files of its own for each signature.

    Numba keeps one index for all signatures of a function, and numbers their files. Of two processes that compile a
    function for different arrays at once, one would lose its entry, or be given the other's code.
    """

    _impl_class = _KernelCacheImpl

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Find compiled code; None where there is none.

        The index holds pickled types of whichever Firth wrote it, and Numba reads it before it compares stamps: one
        that names a class this Firth lacks, or that is damaged, counts as none and is begun anew.
        """
        self._choose_files(signature)
        try:
            return super().load_overload(signature, target_context)
        except Exception:  # noqa: BLE001 - whatever unpickling foreign bytes raises
            self.flush()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep compiled code."""
        self._choose_files(signature)
        super().save_overload(signature, data)

    def _choose_files(self, signature: Any) -> None:
        digest = hashlib.sha256(str(signature).encode()).hexdigest()[:12]
        name = f"{self._impl.filename_base}.{digest}"
        self._cache_file = caching.IndexDataCacheFile(self._cache_path, name, self._impl.locator.get_source_stamp())
