"""gensim's names for what Firth does: change the import, and keep the program.

``models``, ``utils``, ``matutils`` and ``downloader`` are gensim's module paths. ``keyed`` is what its `KeyedVectors`
are made of, ``learning`` what its `Word2Vec` and `FastText` are, ``phrasing`` what its `Phrases` are. ``__main__`` runs
a program that cannot be changed, with ``standing_in`` for gensim. ``elsewhere`` refuses what else is gensim's, and
``missing`` is the error for a file that is not there.
"""

import sys

from firth.gensim import models, utils
from firth.gensim.elsewhere import Elsewhere

__all__ = ["__version__", "models", "utils"]

__version__ = "4.4.0"
"""The version of gensim whose names these are."""

if Elsewhere not in sys.meta_path:
    sys.meta_path.append(Elsewhere)
