"""Where sentences end in raw text: found by punctuation, and marked with a newline.

Rules, not a model, so that the same text always gives the same sentences:

* Chinese: behind 。 ！ ？ ｡ and ……, with the closing quotes and brackets that follow.
* Latin, Greek, Cyrillic and the like: behind . ! ?, with the same, where a blank and a capital follow, or a
  character that is neither large nor small, or a digit; there may be opening quotes between. Not behind an initial
  (J. R. Firth, U.S. Navy) nor behind the abbreviations below.
"""

import re
from itertools import pairwise

__all__ = ["mark_sentence_ends"]

# A name follows. "etc.", "Inc." and "p.m." are not here: where a capital follows, they mostly end a sentence.
_BEFORE_NAMES = (
    "Mr Ms Dr St Mt Lt Fr Ft vs cf Mrs Gen Col Rev Hon Sen Rep Gov Sgt Mme i.e e.g viz Prof Capt Pres Mlle Adm"
)
_BEFORE_NUMBERS = (
    "no nos vol vols p pp fig figs ch chap sec art eq ca c approx jan feb mar apr jun jul aug sep sept oct nov dec"
)

_OPENING = "\"'“‘«(\\[¿¡「『《（"
_CLOSING = "\"'”’»)\\]」』》】）〕"
_BLANK = " \t\xa0\u3000"
_LONGEST = 8  # characters of an abbreviation before a number, with the boundary before it


def _not_behind(words: str) -> str:
    """A regular expression: none of these words ends here. Lookbehind has to be of one length."""
    lengths: dict[int, list[str]] = {}
    for word in words.split():
        lengths.setdefault(len(word), []).append(re.escape(word))
    return "".join(rf"(?<!\b(?:{'|'.join(some)})\.)" for some in lengths.values())


# The first character comes first, because the search for one of a few characters is quick.
_END = re.compile(
    rf"""
    [.!?。！？｡…]
    (?: (?<= [.!?] ) (?<! [.!?]{{2}} ) (?<! \b [^\W\d_a-z] \. ) {_not_behind(_BEFORE_NAMES)}
        [.!?]*+ [{_CLOSING}]*+ (?= [{_BLANK}]++ [{_OPENING}]*+ ( [^\W_a-z] ) )
      | (?: (?<= [。！？｡] ) | (?<= … ) … ) (?: [。！？｡…!?]++ | [{_CLOSING}]++ )*+
    )""",
    re.VERBOSE,
)
_BEFORE_NUMBER = re.compile(rf"\b(?:{'|'.join(_BEFORE_NUMBERS.split())})\Z", re.IGNORECASE)


def mark_sentence_ends(data: bytes) -> bytes:
    """Put a newline behind every end of a sentence.

    Args:
        data: UTF-8; bytes that are not come out as they went in.

    Returns:
        The same with newlines. Put together, the results for parts cut by
        `firth.text.split_points.at_settled_place` are the result for the whole.
    """
    text = data.decode(errors="surrogateescape")
    ends = [match.end() for match in _END.finditer(text) if not _goes_on(match)]
    parts = (text[start:end] for start, end in pairwise([0, *ends, len(text)]))
    return "\n".join(parts).encode(errors="surrogateescape")


def _goes_on(match: re.Match[str]) -> bool:
    """Whether the sentence does, in spite of the punctuation. The pattern cannot know all small letters."""
    following = match[1]
    if following is None:
        return False
    if following.isdecimal():
        start = match.start()
        return _BEFORE_NUMBER.search(match.string, max(0, start - _LONGEST), start) is not None
    return following.islower()
