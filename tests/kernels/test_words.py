from hypothesis import given, settings
from hypothesis import strategies as st

from firth.corpus.entries import NOTHING, Table, cut_at_whitespace, decoded, from_words

WORDS = st.lists(st.text(st.sampled_from("ab\0é国\U0001f600"), min_size=1, max_size=30), max_size=40)
TEXTS = st.text(st.sampled_from("ab \n\t\x85\xa0\u2003\u3000\u2028é国\u200b"), max_size=60)


def numbered(words, known):
    """What the kernel must give: plain Python."""
    numbers = {word: number for number, word in enumerate(known)}
    return [numbers.setdefault(word, len(numbers)) for word in words]


@settings(deadline=None)
@given(known=WORDS, words=WORDS)
def test_words_are_numbered_as_a_dictionary_would(known, words):
    known = list(dict.fromkeys(known))
    table, fresh = Table(40, 5000), Table(40, 5000, slots=2)
    table.number(from_words(known), NOTHING, 0)
    assert fresh.number(from_words(words), table, table.count).tolist() == numbered(words, known)
    assert set(decoded(fresh.strings)) == set(words) - set(known)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_text_is_cut_as_python_cuts_it(text):
    cut = cut_at_whitespace(text.encode())
    lines = [line.split() for line in text.split("\n")]
    assert decoded(cut.words) == [word for line in lines for word in line]
    begins = [place for line in lines for place in range(len(line))]
    between = [number for number, line in enumerate(lines) for _ in line]
    assert cut.broken.tolist() == [
        int(not place and between[i] > (between[i - 1] if i else 0)) for i, place in enumerate(begins)
    ]
    assert cut.ends_broken == (bool(text.count("\n")) and not lines[-1])
