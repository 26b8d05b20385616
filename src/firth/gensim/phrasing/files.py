"""Phrases in a file: JSON of ours, or a pickle of gensim's, which is read without running it."""

import json
import sys
from typing import Any, Self

from firth.errors import FormatError, quoted
from firth.formats.compression import unpacked
from firth.formats.foreign_files import refuse_foreign
from firth.formats.gensim_pickles.models import looks_like_gensim
from firth.formats.gensim_pickles.saved import read_saved
from firth.formats.gensim_pickles.unpickling import Thing
from firth.formats.opening import VectorFile, opened
from firth.formats.strict_json import shallow_json
from firth.formats.target import replacing
from firth.gensim.missing import told_if_missing
from firth.gensim.phrasing.joining import Joining
from firth.gensim.phrasing.scoring import SCORERS, Scorer, scorer_of

__all__ = ["Filed"]

FORMAT = "firth-phrases"

_ALWAYS = {
    "connector_words": list,
    "delimiter": str,
    "min_count": int | float,
    "scoring": str | dict,
    "threshold": int | float,
}
"""Attributes that there always are, and their types."""


class Filed(Joining):
    """The part of both that is written and read."""

    _holds: str  # the attribute that only this class has
    scoring: Scorer

    def save(self, fname_or_handle: Any, *_: Any, **__: Any) -> None:
        """Write a JSON file of ours. A scoring function of yours is stored by its name, and given again to `load`.

        What gensim's arguments say of pickles has no effect.

        Raises:
            TargetError: the file cannot be written.
        """
        named = next((name for name, scorer in SCORERS.items() if scorer is self.scoring), None)
        own = {"module": self.scoring.__module__, "name": getattr(self.scoring, "__qualname__", repr(self.scoring))}
        state = {**self.__dict__, "connector_words": sorted(self.connector_words), "scoring": named or own}
        content = json.dumps({"format": FORMAT, "version": 1, **state}, ensure_ascii=False)
        data = content.encode("utf-8", "surrogatepass")
        if hasattr(fname_or_handle, "write"):
            fname_or_handle.write(data)
            return
        with replacing(fname_or_handle) as out:
            out.write(data)

    @classmethod
    def load(cls, fname: Any, *_: Any, scoring: Any = None, **__: Any) -> Self:
        """Phrases that `save` wrote, here or in gensim; a pickle is not run.

        Args:
            fname: the name of a file, or one that is open.
            scoring: your scoring function, where they were made with one that this program has not imported.

        Raises:
            SourceError: the file is missing or cannot be read.
            FormatError: it is damaged, of another kind, or needs `scoring`.
        """
        with told_if_missing(fname), opened(fname) as packed:
            file = unpacked(packed)
            state = _of_gensim(read_saved(file)) if looks_like_gensim(file.peek(256)) else _of_json(file)
        if cls._holds not in state:
            other = "Phrases" if "vocab" in state else "FrozenPhrases"
            raise FormatError(f"{file.name} holds {other}. Open it with {other}.load.")
        phrases = cls.__new__(cls)
        phrases.__dict__.update(state, connector_words=frozenset(state["connector_words"]))
        phrases.scoring = scorer_of(_named_scorer(state["scoring"], file.name) if scoring is None else scoring)
        return phrases


def _named_scorer(scorer: Any, name: str) -> Any:
    """The name of a scorer of gensim's, or the function of yours that a file names, if your program has imported it.

    Nothing is imported, and `scorer_of` takes only what has the parameters of a scorer.
    """
    if isinstance(scorer, str):
        return scorer
    module, function = str(scorer.get("module")), str(scorer.get("name"))
    found = vars(sys.modules.get(module, object)).get(function)
    if found is None:
        raise FormatError(
            f"{name} was made with the scoring function {module}.{function}, and nothing is imported that a file "
            f"names. Give it: load(path, scoring={function})"
        )
    return found


def _of_json(file: VectorFile) -> dict[str, Any]:
    remedy = "Name one that Phrases.save wrote."
    if not file.head.lstrip().startswith((b"{", b"[")):
        refuse_foreign(file.name, file.head)
    try:
        state = shallow_json(file.read().decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        raise FormatError(f"{file.name} is no file of phrases: it is no text. {remedy}") from None
    except ValueError as error:
        raise FormatError(f"{file.name} is no file of phrases ({error}). {remedy}") from None
    if not isinstance(state, dict) or state.pop("format", None) != FORMAT:
        raise FormatError(f"{file.name} is no file of phrases. {remedy}")
    kinds = {**_ALWAYS, "vocab": dict} if "vocab" in state else {**_ALWAYS, "phrasegrams": dict}
    if state.pop("version", None) != 1 or not all(isinstance(state.get(name), kind) for name, kind in kinds.items()):
        raise FormatError(f"{file.name} is damaged, or of a newer version of Firth: something is missing. {remedy}")
    return state


def _of_gensim(model: Thing) -> dict[str, Any]:
    """The attributes as in gensim 4, of phrases that it or an older one saved."""
    state = {name: value for name, value in model.state.items() if not name.startswith("__")}
    if not {"vocab", "phrasegrams"} & state.keys():
        raise FormatError(f"The file holds gensim's {model.name}, no phrases. Name one that Phrases.save wrote.")
    state["delimiter"] = _text(state.get("delimiter", "_"))
    if "vocab" in state:
        state["vocab"] = {_text(word): count for word, count in state["vocab"].items()}
        state = {"corpus_word_count": 0, "min_reduce": 1, "progress_per": 10_000, **state}
    else:
        state["phrasegrams"] = dict(
            _phrase(key, score, state["delimiter"]) for key, score in state["phrasegrams"].items()
        )
    state["connector_words"] = [_text(word) for word in state.get("connector_words", state.get("common_terms", ()))]
    state["scoring"] = _scoring(state.get("scoring", "default"))
    return state


def _scoring(scoring: Any) -> Any:
    """What a pickle says of the scorer: its name, or a function, of which only gensim's are known."""
    if isinstance(scoring, type) and issubclass(scoring, Thing):
        return {"original_scorer": "default", "npmi_scorer": "npmi"}.get(
            scoring.name, {"module": scoring.home, "name": scoring.name}
        )
    if not isinstance(scoring, str):
        raise FormatError(f"The scoring {quoted(scoring)} of these phrases is neither a name nor a function.")
    return scoring


def _phrase(key: Any, score: Any, delimiter: str) -> tuple[str, float]:
    """A phrase of gensim 3, whose key may be a tuple of words, and whose score one of a count and a score."""
    text = delimiter.join(_text(word) for word in key) if isinstance(key, tuple) else _text(key)
    return text, float(score[1] if isinstance(score, tuple) else score)


def _text(word: Any) -> str:
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)
