from hypothesis import given, settings
from hypothesis import strategies as st

from firth.corpus.build.string_table import NOTHING, Table, decoded, from_words

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
    table, fresh = Table(5000), Table(5000, slots=2)
    table.number(from_words(known), NOTHING, 0)
    assert fresh.number(from_words(words), table, table.count).tolist() == numbered(words, known)
    assert set(decoded(fresh.strings)) == set(words) - set(known)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_text_is_cut_as_python_cuts_it(text):
    lines = [line.split() for line in text.split("\n")]
    table = Table(len(text.encode()), slots=2)
    ids, ends_broken = table.number_text(text.encode(), NOTHING, 0)
    words = decoded(table.strings)
    assert [words[max(i, ~i)] for i in ids.tolist()] == [word for line in lines for word in line]
    number = [number for number, line in enumerate(lines) for _ in line]
    assert (ids < 0).tolist() == [here > before for before, here in zip([0, *number], number, strict=False)]
    assert ends_broken == (bool(text.count("\n")) and not lines[-1])
