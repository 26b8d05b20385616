import importlib.util
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, MissingExtraError, TargetError, UnknownWordError
from firth.explorer.maps.mapping import map_of
from firth.explorer.picture import drawing
from firth.explorer.picture.fonts import drawable, fonts_for
from firth.figures import FONT

WORDS = [f"word{number}" for number in range(40)]
AWKWARD = ["$x^2$", "<script>", "a&b", "\x00\x1b[31m", "\ud800", "x" * 10_000, "مرحبا", "\u200d", " ", "_^{"]


@pytest.fixture
def vectors(random):
    return firth.WordVectors(WORDS, random.normal(size=(40, 6)))


def test_a_picture_is_a_png_or_an_svg_and_the_same_each_time(vectors, tmp_path):
    picture = firth.plot(vectors, WORDS[:9])
    assert picture.words == tuple(WORDS[:9])
    for name, head in (("words.png", b"\x89PNG"), ("words.SVG", b"<?xml")):
        picture.save(tmp_path / name)
        written = (tmp_path / name).read_bytes()
        assert written.startswith(head)
        assert written == firth.plot(vectors, WORDS[:9]).to_image(name[-3:].lower())
    assert picture._repr_png_() == (tmp_path / "words.png").read_bytes()


def test_without_words_the_commonest_are_drawn(random):
    counts = random.permutation(400)
    vectors = firth.WordVectors([f"w{number}" for number in range(400)], random.normal(size=(400, 3)), counts=counts)
    drawn = firth.plot(vectors).words
    assert [vectors.count(word) for word in drawn] == list(range(399, 99, -1))


def test_it_is_like_the_map_of_the_same_words(vectors):
    told = []
    picture = firth.plot(vectors, projection="tsne", perplexity=5, seed=3, progress=told.append)
    assert isinstance(told[-1], firth.ProjectProgress)
    settings = firth.ExploreConfig(projection="tsne", perplexity=5, seed=3)
    np.testing.assert_array_equal(picture.positions, map_of(vectors, settings).positions)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_words_are_text_whatever_they_hold(random, kind):
    image = firth.plot(firth.WordVectors(AWKWARD, random.normal(size=(len(AWKWARD), 4)))).to_image(kind)
    assert len(image) > 1_000
    if kind == "svg":
        names = {element.tag.rpartition("}")[2] for element in ET.fromstring(image).iter()}
        assert "path" in names
        assert "script" not in names


def test_what_a_font_cannot_draw_is_left_out_or_stands_for_something():
    assert [drawable(word) for word in ("tea", "a\u200db", "\x00", "\ud800")] == ["tea", "ab", "\ufffd", "\ufffd"]
    assert drawable("x" * 41) == "x" * 39 + "…"
    assert drawable("x" * 40) == "x" * 40


def test_fonts_are_looked_for_only_where_matplotlibs_own_lacks_a_character():
    assert fonts_for(["tea", "čaj", "чай"]) == ([FONT], "")


def test_characters_that_no_font_has_are_named(random, monkeypatch):
    assert fonts_for(["\U0010fffd a"])[1] == "\U0010fffd"  # for private use
    monkeypatch.setattr(drawing, "fonts_for", lambda _: ([FONT], "茶"))
    picture = firth.plot(firth.WordVectors(["茶", "tea"], random.normal(size=(2, 3))))
    with pytest.warns(UserWarning, match="No font of this machine has 1 of the characters, such as 茶"):
        picture.to_image()


def test_a_persons_own_settings_do_not_touch_the_picture(vectors):
    matplotlib = pytest.importorskip("matplotlib")
    plain = firth.plot(vectors).to_image()
    with matplotlib.rc_context({"font.size": 30, "savefig.bbox": "tight", "text.color": "red"}):
        assert firth.plot(vectors).to_image() == plain


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ([], ArgumentError, "from 1 to 5,000 words"),
        ("word1", ArgumentTypeError, "must be a list of words"),
        (["word1", "tea"], UnknownWordError, "tea"),
    ],
)
def test_words_that_cannot_be_drawn_are_refused(vectors, words, error, message):
    with pytest.raises(error, match=message):
        firth.plot(vectors, words)


def test_a_word_that_is_named_twice_is_drawn_once(vectors):
    assert firth.plot(vectors, ["word3", "word1", "word3"]).words == ("word3", "word1")


def test_files_that_cannot_be_written_are_refused(vectors, tmp_path, monkeypatch):
    picture = firth.plot(vectors)
    with pytest.raises(ConfigError, match=r"must end in \.png or \.svg, the formats"):
        picture.save(tmp_path / "words.pdf")
    with pytest.raises(TargetError, match="there is no folder"):
        picture.save(tmp_path / "nowhere" / "words.png")
    with pytest.raises(ConfigError, match="must be one of png, svg"):
        picture.to_image("pdf")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'firth\[figures\]'"):
        firth.plot(vectors)
