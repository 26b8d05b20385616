"""The words that belong together by a wordnet, read with the library `wn`."""

from collections.abc import Iterator
from typing import Any

from firth.errors import ArgumentError, MissingExtraError

__all__ = ["PREFIX", "of_wordnet"]

PREFIX = "wordnet:"
"""A lexicon with this before its name is a wordnet, and no file."""


def of_wordnet(name: str) -> Iterator[tuple[str, ...]]:
    """Synonyms, and the words for what is next above: `cup`, `loving cup`, `crockery`.

    Source: "WordNet all" of Faruqui et al. 2015, section 3.2: words of one synset, of its hypernyms and, since words
    belong together both ways round, of its hyponyms.

    Args:
        name: an installed lexicon as `wn` names it, such as "oewn:2025" or "omw-cmn:1.4".

    Returns:
        Words, the first of which belongs with each of the others. Blanks in them are underscores, as in phrases.

    Raises:
        MissingExtraError: `wn` is not installed.
        ArgumentError: the lexicon is not.
    """
    try:
        import wn  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("wn", "wordnet", "a wordnet") from None
    try:
        lexicon = wn.Wordnet(lexicon=name or "?", expand="")  # no relations of other wordnets
    except wn.Error:
        installed = ", ".join(f"{PREFIX}{each.specifier()}" for each in wn.lexicons()) or "none"
        raise ArgumentError(
            "lexicon",
            PREFIX + name,
            f"there is no such wordnet here. Install it with: python -m wn download {name or 'oewn:2025'}. "
            f"Installed: {installed}",
        ) from None
    for synset in lexicon.synsets():
        words = _words(synset)
        above = [word for each in synset.relations("hypernym").get("hypernym", ()) for word in _words(each)]
        for place, word in enumerate(words):
            others = words[place + 1 :] + above
            if others:
                yield word, *others


def _words(synset: Any) -> list[str]:
    return [lemma.replace(" ", "_") for lemma in synset.lemmas()]
