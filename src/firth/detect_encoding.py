"""Which encoding bytes may be in that are not UTF-8.

A text is made of the characters that its language uses most. So bytes are read in each encoding of a short list
that can read them at all, and the share of such characters is compared: right readings have many, wrong ones
next to none, however short the sample. charset-normalizer knows the encodings that are not in the list.
"""

import codecs
from typing import NamedTuple

__all__ = ["guessed_encodings"]

_SAMPLE_BYTES = 1 << 14
_OF_THOUSANDS = 0.12
"""The least share of common characters, where a script has thousands: right readings have 0.3 to 0.6."""

_OF_AN_ALPHABET = 0.75
"""The same where it has dozens, all of them common."""

_OF_WIDE_ONES = 0.3
"""The same where every character counts, those of ASCII too: a stray NUL makes one of them in a few words."""

_LEAST_BYTES = 4
"""Bytes beyond ASCII that say something; fewer may be a slip in a text of any encoding."""

_MOST_GUESSES = 3

_HAN = "，。、；：「」《》的一是不在人有我他大上中地到以可也你生子而那得下自之年用道行所然家事成方多天好小部心本前"
_SIMPLIFIED = "了这个们来为国说时要就出会对能于着过发后作里种经么去法学如都同现当没动面起看定分还进其些样理她开因从想实"
_TRADITIONAL = (
    "了這個們來為國說時要就出會對能於著過發後作裡種經麼去法學如都同現當沒動面起看定分還進其些樣理她開因從想實"
)
_JAPANESE = "、。のにはをたがでてとしれさいるなもからこあっりまくきけだよンースルトリアイ日本人年大"
_KOREAN = "이다는을의에가고한를은로지기사도하인자리시어서해그대전정나일부보수으스제아"
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбч"
_WESTERN = "éèàêçüöäßñóíáúãõåøæôîûÉÜÖÄ’‘“”–—…«»°"
_CENTRAL = "ąćęłńóśźżčďěňřšťůžýáíéúöüőűäľ"
_ASCII = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\r"
_ANY = _ASCII + _HAN + _SIMPLIFIED + _TRADITIONAL + _JAPANESE + _KOREAN + _RUSSIAN


class _Candidate(NamedTuple):
    """An encoding to try.

    Attributes:
        encoding: its name.
        common: characters that are frequent in texts that are written in it.
        least: the share of them that a right reading has at least.
    """

    encoding: str
    common: frozenset[str]
    least: float = _OF_THOUSANDS


_OF_BYTES = (
    _Candidate("gb18030", frozenset(_HAN + _SIMPLIFIED)),
    _Candidate("big5", frozenset(_HAN + _TRADITIONAL)),
    _Candidate("gb18030", frozenset(_HAN + _TRADITIONAL)),  # GB18030 writes all of Unicode
    _Candidate("shift_jis", frozenset(_JAPANESE)),
    _Candidate("euc_jp", frozenset(_JAPANESE)),
    _Candidate("euc_kr", frozenset(_KOREAN)),
    _Candidate("cp1252", frozenset(_WESTERN), _OF_AN_ALPHABET),
    _Candidate("cp1251", frozenset(_RUSSIAN), _OF_AN_ALPHABET),
    _Candidate("cp1250", frozenset(_CENTRAL), _OF_AN_ALPHABET),
    _Candidate("iso8859-2", frozenset(_CENTRAL), _OF_AN_ALPHABET),
    _Candidate("koi8-r", frozenset(_RUSSIAN), _OF_AN_ALPHABET),
)
_OF_WIDE_UNITS = tuple(
    _Candidate(encoding, frozenset(_ANY), _OF_WIDE_ONES)
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def guessed_encodings(sample: bytes) -> list[str]:
    """Encodings that a text may be in which is not UTF-8, the likeliest first; none if nothing fits.

    Args:
        sample: some of it, which begins at the start of a character. A few hundred bytes will do; it may end
            inside a character.
    """
    sample = sample[:_SAMPLE_BYTES]
    if len(sample.translate(None, bytes(range(1, 0x80)))) < _LEAST_BYTES:
        return []
    scores: dict[str, float] = {}
    for encoding, common, least in _OF_WIDE_UNITS if b"\0" in sample else _OF_BYTES:
        score = _share(sample, encoding, common) / least
        if score >= 1:
            scores[encoding] = max(score, scores.get(encoding, 0))
    best = sorted(scores, key=lambda encoding: -scores[encoding])
    likely = [encoding for encoding in best if scores[encoding] > scores[best[0]] / 2]
    return likely[:_MOST_GUESSES] or _by_statistics(sample)


def _share(sample: bytes, encoding: str, common: frozenset[str]) -> float:
    """How many of the sample's characters beyond ASCII are common ones; 0 if it is not in that encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeError:
        return 0.0
    if "\0" in text:
        return 0.0
    counted = text if "A" in common else [character for character in text if character > "\x7f"]
    return sum(character in common for character in counted) / max(len(counted), 1)


def _by_statistics(sample: bytes) -> list[str]:
    if b"\0" in sample:
        return []
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only a text that fails needs it

    names = [codecs.lookup(match.encoding).name for match in from_bytes(sample)]
    return [name for name in dict.fromkeys(names) if name not in {"utf-8", "ascii"}][:_MOST_GUESSES]
