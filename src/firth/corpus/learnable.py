"""Whether there is anything to learn in a corpus: a sentence with two neighbouring words.

Training and counting check this when they begin, whatever the text came from. Encoding a text without neighbours, or
counting its words, is not a mistake.
"""

import re

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import CorpusError, listed, quoted
from firth.normalizing import HAN

__all__ = ["check_learnable", "has_neighbours"]

_UNSPACED = rf"{HAN}\u3040-\u30ff\u0e00-\u0eff\u0f40-\u0fbc\u1000-\u109f\u1780-\u17ff"  # kana, Thai to Khmer
_UNSPACED_SENTENCE = re.compile(f"(?:[{_UNSPACED}].*?){{5}}")
_WORDS_LOOKED_AT = 1_000


def has_neighbours(corpus: EncodedCorpus) -> bool:
    """Whether some sentence has two tokens; no sentence is empty."""
    return corpus.ids.size > corpus.starts.size - 1


def check_learnable(corpus: EncodedCorpus) -> None:
    """Stop before vectors are made of nothing but the random numbers they begin with.

    Raises:
        CorpusError: every sentence has one word.
    """
    if has_neighbours(corpus):
        return
    if corpus.tokens_read > corpus.sentences_read:
        raise CorpusError(_all_but_one_dropped(corpus))
    read = corpus.sentences_read
    every = "the only sentence" if read == 1 else f"each of the {read:,} sentences"
    raise CorpusError(
        f"{listed(corpus.sources)}: {every} has one word, so that no word has a neighbour to be learned from. "
        f"{_remedy(corpus)}"
    )


def _all_but_one_dropped(corpus: EncodedCorpus) -> str:
    settings, remedies = f"min_count={corpus.min_count}", []
    if corpus.min_count > 1:
        remedies.append("a smaller min_count")
    if corpus.max_vocab is not None:
        settings = f"{settings} and max_vocab={corpus.max_vocab}"
        remedies.append("a larger max_vocab")
    if corpus.reading.get("phrases"):
        remedies.append("a higher phrase_threshold")
    return (
        f"{listed(corpus.sources)}: no sentence has two words left of which to learn: with {settings}, "
        f"{corpus.ids.size:,} of {corpus.tokens_read:,} tokens remain, each alone in its sentence. Give "
        f"{', or '.join([*remedies, 'more text'])}."
    )


def _remedy(corpus: EncodedCorpus) -> str:
    """What to do about one word in each sentence, by where the text came from and what its words look like."""
    words = corpus.vocabulary.words[:_WORDS_LOOKED_AT]
    blanks = next((word for word in words if len(word.split()) > 1), None)
    if blanks is not None:
        return (
            f"{quoted(blanks)} is one word here: a string in a list of words is not cut. Give the strings without the "
            "inner brackets, as in ['the tea is hot', ...], or cut them, as in [text.split() for text in texts]."
        )
    if sum(_UNSPACED_SENTENCE.match(word) is not None for word in words) > len(words) / 2:
        return (
            f"{quoted(words[0])} is a sentence without blanks: give strings or a file, and a tokenizer that finds the "
            "words, such as tokenizer='jieba' (--tokenizer jieba) for Chinese, or a function of yours."
        )
    if corpus.sources == ("<ids>",):
        return "Put the ids of one walk or session into one sequence."
    if corpus.sources == ("<iterable>",):
        return (
            "A list of words is one sentence: give a list of such lists, [words], or of whole texts; the words of a "
            "table that belong together, grouped: frame.groupby('session')['word'].agg(list)."
        )
    return (
        "A line is a sentence: put the words that belong together on one line, such as with tr '\\n' ' ' where all "
        "lines are one text."
    )
