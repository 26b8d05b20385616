import re
from html import unescape

import pytest

import firth


@pytest.mark.parametrize("word", ["tea", "</iframe><script>", "\"'>"])
def test_a_notebook_shows_the_page_in_a_frame_of_its_own(random, word):
    exploration = firth.explore(firth.WordVectors([word, "cup"], random.normal(size=(2, 3))), projection="pca")
    frame = re.fullmatch(
        r'<iframe sandbox="([a-z -]+)" style="[^"]+" srcdoc="([^"<>]+)"></iframe>', exploration._repr_html_()
    )
    assert "allow-same-origin" not in frame[1]
    assert unescape(frame[2]) == exploration.to_html()
