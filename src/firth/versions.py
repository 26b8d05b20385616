"""Which version of Firth this is, and which versions a result was made with."""

from types import ModuleType

__all__ = ["__version__", "versions"]

__version__ = "0.1.0"


def versions(*modules: ModuleType) -> dict[str, str]:
    """The versions of Firth and of imported modules, by name, as files keep them.

    The modules are asked, not the installation: a bundled program (PyInstaller, a zip file) has no package metadata.
    """
    return {"firth": __version__, **{each.__name__: getattr(each, "__version__", "unknown") for each in modules}}
