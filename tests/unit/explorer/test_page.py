import base64
import hashlib
import html
import json
import re
import subprocess

import pytest

from firth.explorer import page as module
from firth.explorer.page import page
from firth.explorer.payload import as_text, payload_of

SCRIPTS = module.FOLDER.glob("**/*.js")


@pytest.fixture
def written(explore, hostile):
    return page(payload_of([explore(hostile)], served=False))


def elements(document, name):
    return re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", document, re.DOTALL)


def policy_of(document):
    return html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', document)[1])


def test_the_payload_in_the_page_is_the_payload_whatever_its_words_are(written, explore, hostile):
    held = elements(written, "script")[0]
    assert json.loads(held) == json.loads(as_text(payload_of([explore(hostile)], served=False)))


def test_a_word_of_markup_adds_no_element(written, explore, crowd):
    other = page(payload_of([explore(crowd)], served=False))
    for name in ("script", "style", "meta", "title"):
        assert written.count(f"<{name}") == other.count(f"<{name}")


def test_the_name_of_a_model_is_no_markup(explore, crowd):
    document = page(payload_of([explore(crowd, name="</title><script>")], served=False))
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in document


def test_the_policy_allows_the_scripts_and_styles_of_the_page_and_nothing_else(written):
    _, *scripts = elements(written, "script")
    hashes = {
        name: [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
        for name, texts in (("script-src", scripts), ("style-src", elements(written, "style")))
    }
    policy = dict(part.split(maxsplit=1) for part in policy_of(written).split("; "))
    assert policy.pop("script-src").split() == hashes["script-src"]
    assert policy.pop("style-src").split() == hashes["style-src"]
    assert policy == {
        "default-src": "'none'",
        "connect-src": "'none'",
        "img-src": "blob: data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_page_that_is_served_may_ask_its_server(explore, crowd):
    served = page({**payload_of([explore(crowd)], served=True), "models": []})
    assert "connect-src 'self'" in policy_of(served)
    assert "a000" not in served, "the words are fetched"


def test_every_script_is_in_the_page_once(written):
    joined = elements(written, "script")[-1]
    for path in SCRIPTS:
        assert joined.count(f'modules["{path.relative_to(module.FOLDER).as_posix()}"] = ') == 1


def test_what_stands_in_the_page_is_a_module_that_can_be_parsed(written, tmp_path, needed):
    (tmp_path / "page.mjs").write_text(elements(written, "script")[-1], encoding="utf-8")
    subprocess.run([needed("node"), "--check", tmp_path / "page.mjs"], check=True)


def test_the_scripts_of_the_page_pass_their_own_tests(request, needed):
    tests = sorted(request.path.with_name("page").glob("*.test.js"))
    run = subprocess.run([needed("node"), "--test", *tests], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
