"""What a program imports of gensim that Firth does not have: an ImportError that says where it is."""

from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["Elsewhere", "not_of_words"]


def not_of_words(name: str) -> ModuleNotFoundError:
    """The error for a module or a name of gensim's, such as "gensim.corpora"."""
    return ModuleNotFoundError(
        f"{name} is a part of gensim that Firth has nothing for: Firth has gensim's models of words, and nothing else "
        f"of it. Install gensim as well (pip install gensim), and import it from there.",
        name=name,
    )


class Elsewhere:
    """Asked last of all for modules of ``firth.gensim``, and so only for those that are not there."""

    @staticmethod
    def find_spec(fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Refuse, with the way out.

        Raises:
            ModuleNotFoundError: it is said to be in ``firth.gensim``.
        """
        del path, target
        if fullname.startswith("firth.gensim."):
            raise not_of_words(fullname.removeprefix("firth."))
        return None
