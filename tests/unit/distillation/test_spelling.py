import pytest

from firth.distillation.spelling import joined, spelt


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["a", "cup", "of", "tea"], "a cup of tea"),
        (["我", "喝", "茶"], "我喝茶"),
        (["喝", "tea", "茶", "3", "杯"], "喝 tea 茶 3 杯"),
        (["お茶", "を", "飲む"], "お茶を飲む"),
        (["한국어", "단어"], "한국어 단어"),
        (["new_york", "city"], "new york city"),
        (["_", "__init__"], "_ init"),
        (["tea"], "tea"),
    ],
)
def test_words_are_joined_as_their_script_has_it_and_each_is_found_again(words, text):
    found, spans = joined(words)
    assert found == text
    assert [found[start:stop] for start, stop in spans] == [spelt(word) for word in words]
