"""Where compiled kernels are kept between processes.

Numba's own cache watches only the file of a function. A kernel is compiled together with its helpers from the other
files of this folder, so here the cache is keyed by all of them.

The classes used here are not part of Numba's public interface. If they have changed, importing this module fails, and
`firth.kernels.compiling` does without a cache.
"""

import functools
import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import caching

__all__ = ["keep_compiled"]


def keep_compiled(dispatcher: Any, announce: Callable[[str], None], regret: Callable[[Exception], None]) -> None:
    """Give a kernel a cache on disk. Numba has no public way to choose the key.

    Args:
        dispatcher: a compiled function, not yet called. Its cache is replaced.
        announce: called with the name of a kernel that is not in the cache, before it is compiled.
        regret: called with the reason why a kernel that was compiled could not be kept, such as a full disk.

    Raises:
        AttributeError: Numba has no such caches.
        TypeError: it uses them for something else, or would key this one by a single file.
        RuntimeError: no folder is writable.
    """
    cache = _KernelCache(dispatcher.py_func)
    cache.announce, cache.regret = announce, regret
    kinds = type(dispatcher._cache), type(cache._impl.locator)  # noqa: SLF001
    if not issubclass(kinds[0], caching.NullCache) or not issubclass(kinds[1], _AllKernels):
        raise TypeError(f"caches are {' and '.join(kind.__name__ for kind in kinds)}")
    cache.choose_files("a trial")
    dispatcher._cache = cache  # noqa: SLF001


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
    _locator_classes = [_UserProvided, _InTree, _UserWide]  # noqa: RUF012 - the base class declares a list


class _KernelCache(caching.FunctionCache):
    """Compiled code in files of its own for each signature.

    Numba keeps one index for all signatures of a function, and numbers their files. Of two processes that compile a
    function for different arrays at once, one would lose its entry, or be given the other's code.
    """

    _impl_class = _KernelCacheImpl
    announce: Callable[[str], None]
    regret: Callable[[Exception], None]

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Find compiled code; None where there is none.

        The index holds pickled types of whichever Firth wrote it, and Numba reads it before it compares stamps: one
        that names a class this version of Firth lacks, or that is damaged, is discarded.
        """
        self.choose_files(signature)
        try:
            found = super().load_overload(signature, target_context)
        except Exception:  # noqa: BLE001 - whatever unpickling foreign bytes raises
            with suppress(OSError):
                self.flush()
            found = None
        if found is None:
            self.announce(self._py_func.__name__)
        return found

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep compiled code. Where that fails, this process has it all the same, and the next one compiles it anew."""
        self.choose_files(signature)
        try:
            super().save_overload(signature, data)
        except Exception as error:  # noqa: BLE001 - a full disk, or an index that is damaged and cannot be replaced
            self.regret(error)

    def choose_files(self, signature: Any) -> None:
        """Choose the files of one signature for the next loading and saving."""
        digest = hashlib.sha256(str(signature).encode()).hexdigest()[:12]
        name = f"{self._impl.filename_base}.{digest}"
        self._cache_file = caching.IndexDataCacheFile(self._cache_path, name, self._impl.locator.get_source_stamp())
