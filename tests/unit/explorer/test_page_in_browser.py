"""The page in a browser: Chromium, driven by Selenium. Each test also fails if the page asks anybody but where it comes
from, or if the browser complains."""

import base64
import json
import os
import re
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

import firth
from firth.explorer.answering import Answering
from firth.explorer.live import LivePage
from firth.explorer.maps.distortion import Distortion
from firth.explorer.server import Server
from firth.sampling import huffman_tree
from firth.studies.audit.cells import drawable
from firth.training.checkpoints.pauses import TrainingPause

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
WORDS = {  # royal, man, woman, fruit, place
    "the": (1, 1, 1, 1, 1),
    "man": (0, 1, 0, 0, 0),
    "woman": (0, 0, 1, 0, 0),
    "king": (1, 1, 0, 0, 0),
    "queen": (1, 0, 1, 0, 0),
    "prince": (1, 1, 0, 0, 0.5),
    "princess": (1, 0, 1, 0, 0.5),
    "apple": (0, 0, 0, 1, 0),
    "pear": (0, 0, 0, 1, 0.1),
    "london": (0.1, 0, 0, 0, 1),
    "北京": (0, 0.1, 0, 0, 1),
    "上海": (0, 0, 0.1, 0, 1),
    "مرحبا": (0, 0.4, 0.4, 0.4, 0),
    "👑": (1, 0.2, 0.2, 0, 0),
}
TABS = ["word", "sum", "compare", "odd", "axis", "lesson", "kept", "about"]


@pytest.fixture(scope="module")
def vectors():
    """Words whose relations are known; the output vectors are others, so that a view is another answer."""
    rows = np.array(list(WORDS.values()), np.float32)
    return firth.WordVectors(list(WORDS), rows, rows[:, ::-1] ** 2, np.arange(len(WORDS), 0, -1) * 1000)


class Page:
    """A page in the browser, and what one does with it."""

    def __init__(self, driver):
        self.driver = driver
        self.waiting = WebDriverWait(driver, 20, poll_frequency=0.05)
        self.origin = ""

    def open(self, target, state=""):
        url = target if isinstance(target, str) else target.as_uri()
        self.origin = url.partition("#")[0]
        self.driver.get("about:blank")
        self.driver.get(f"{url}{'' if '#' in url else '#'}{state}")
        self.one("#panel, .broken")

    def one(self, selector):
        return self.waiting.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, selector))[0]

    def texts(self, selector):
        """What stands in all of these, also in what is out of sight."""
        script = "return Array.from(document.querySelectorAll(arguments[0]), (each) => each.textContent.toWellFormed())"
        return self.driver.execute_script(script, selector)

    def until(self, truth):
        self.waiting.until(lambda _: truth())

    def until_text(self, selector, text):
        self.until(lambda: text in " ".join(self.texts(selector)))

    def field(self, selector, text):
        """Write into a field and take it."""
        element = self.one(selector)
        element.send_keys(Keys.CONTROL, "a")
        element.send_keys(text, Keys.ENTER)

    def tab(self, name):
        self.one(f"#tab-{name}").click()

    def answers(self):
        return self.texts(".answers .word")

    def click_on(self, document, word):
        """Click where a word lies on the map, which is whole."""
        payload = re.search(r'id="payload">(.*?)</script>', document.read_text("utf-8"), re.DOTALL)[1]
        (model,) = json.loads(payload)["models"]
        positions = np.frombuffer(base64.b64decode(model["positions"]), "<f4").reshape(-1, 2)
        x, y = positions[model["words"].index(word)]
        labels = self.one(".labels")
        scale = 0.45 * min(labels.size.values())
        ActionChains(self.driver).move_to_element_with_offset(
            labels, round(x * scale), round(-y * scale)
        ).click().perform()

    def emulate(self, width=1440, height=900, theme="light", language="en"):
        media = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        agent = {"userAgent": "Chromium", "acceptLanguage": language}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Network.setUserAgentOverride", agent)


def started(needed, *options):
    """A browser that can reach nothing but this machine."""
    chromium, chromedriver = needed("chromium"), needed("chromedriver")
    chosen = webdriver.ChromeOptions()
    chosen.binary_location = chromium
    always = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader")
    for option in (*always, "--enable-unsafe-swiftshader", *options):
        chosen.add_argument(option)
    chosen.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(chromedriver)
    return webdriver.Chrome(chosen, service)


@pytest.fixture(scope="module")
def driver(needed):
    browser = started(needed)
    yield browser
    browser.quit()


@pytest.fixture
def page(driver):
    opened = Page(driver)
    opened.emulate()
    for log in ("browser", "performance"):
        driver.get_log(log)  # of the test before
    yield opened
    assert_quiet(opened)


def assert_quiet(page):
    """Nothing was asked of anybody else, and the browser has nothing to complain of."""
    messages = [json.loads(entry["message"])["message"] for entry in page.driver.get_log("performance")]
    asked = {each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"}
    assert [url for url in asked if not url.startswith((page.origin, "blob:", "data:", "about:"))] == []
    assert page.driver.get_log("browser") == []


@pytest.fixture(scope="module")
def document(vectors, tmp_path_factory):
    """A page that is one file."""
    path = tmp_path_factory.mktemp("page") / "a page.html"
    firth.explore(vectors, html=path, projection="pca")
    return path


def test_a_word_is_found_by_its_first_letters_and_the_arrows(page, document):
    page.open(document)
    page.driver.switch_to.active_element.send_keys("/")
    field = page.driver.switch_to.active_element
    field.send_keys("PRIN")
    page.until_text("search .completions", "princess")
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    page.until_text(".chosen h2", "princess")
    assert page.answers()[0] == "queen"
    field.send_keys(Keys.ESCAPE)
    page.until(lambda: not page.texts(".chosen h2"))


def test_a_misspelt_word_leads_to_those_like_it(page, document):
    page.open(document)
    page.field("search input", "quen")
    page.one(".unknown .word").click()
    page.until_text(".chosen h2", "queen")


def test_a_file_of_the_commonest_words_says_so_of_a_word_that_it_lacks(page, vectors, tmp_path):
    firth.explore(vectors, html=tmp_path / "few.html", projection="pca", words=4)
    page.open(tmp_path / "few.html", "word=queen")
    page.until_text(".unknown", "the 4 commonest of 14 words")


def test_an_analogy_is_answered_and_its_link_shows_it_again(page, document):
    page.open(document)
    page.tab("sum")
    for number, word in enumerate(("man", "king", "woman")):
        page.field(f".analogy .field:nth-of-type({number + 1}) input", word)
    page.until(lambda: page.answers()[:1] == ["queen"])
    assert page.texts(".chip bdi") == ["king", "man", "woman"]
    page.open(page.driver.current_url)
    page.until(lambda: page.answers()[:1] == ["queen"])
    page.field(".line input", "pear")
    page.until(lambda: len(page.texts(".chip bdi")) == 4)
    fields = page.driver.find_elements(By.CSS_SELECTOR, ".analogy input")
    assert [each.get_attribute("value") for each in fields] == ["", "", ""]


def test_words_are_added_and_subtracted_freely(page, document):
    page.open(document, "tab=sum")
    page.field(".line input", "king")
    page.until(lambda: len(page.answers()) > 3)
    page.one(".line input").send_keys("man")
    page.one(".sign:last-of-type").click()
    page.until(lambda: page.answers()[:1] == ["👑"])


def test_another_view_has_other_answers(page, document):
    page.open(document, "word=king")
    page.until(lambda: page.answers()[:1] == ["prince"])
    before = page.texts(".figure")
    page.one(".top option[value=output]").click()
    page.until(lambda: page.texts(".figure") not in ([], before))


def test_two_words_the_odd_one_and_an_axis(page, document):
    page.open(document, "tab=compare&pair=king&pair=queen")
    page.until_text("#panel", "They share")
    page.open(document, "tab=odd&odd=king&odd=apple&odd=queen&odd=prince")
    page.until_text(".verdict", "apple")
    page.open(document, "tab=axis&from=man&to=woman&kept=princess")
    page.until(lambda: "woman" in page.answers()[:2])
    assert "man" in page.answers()[-2:]
    assert page.texts(".legend .scale bdi") == ["man", "woman"]


def test_the_lesson_goes_from_a_sentence_to_a_step_and_to_a_path(page, document, vectors):
    page.open(document, "tab=lesson")
    page.field(".lesson .field input", "the king and the queen")
    slider = page.one(".lesson input[type=range]")
    slider.send_keys(Keys.ARROW_RIGHT)
    page.until(lambda: page.texts(".sentence .center") == ["king"])
    assert page.driver.switch_to.active_element == slider
    pairs = ["(king, the)", "(king, and)", "(king, the)"]
    assert page.texts(".lesson .chip") == [*pairs, "[the, and, the] → king"]
    page.until_text(".said", "king, with the and the")
    page.one(".lesson .chip:nth-child(3)").send_keys(Keys.ENTER)
    page.until(lambda: page.texts(".lesson .chip[aria-pressed=true]") == ["(king, the)"])
    assert page.driver.switch_to.active_element == page.one(".lesson .chip:nth-child(3)")
    page.until(lambda: len(page.texts("section:nth-of-type(3) td")) > 4)
    score = float(page.texts("section:nth-of-type(3) td")[1])
    king, the = vectors.index("king"), vectors.index("the")
    assert score == pytest.approx(vectors.vectors[king] @ vectors.contexts[the], abs=0.05)
    before = page.texts("section:nth-of-type(2) tbody")
    page.one(".lesson .actions button").click()
    page.until_text(".said", "Drawn:")
    assert page.texts("section:nth-of-type(2) tbody") != before
    tree = huffman_tree(vectors.counts)
    code = "".join(map(str, tree.codes[tree.starts[king] : tree.starts[king + 1]]))
    assert page.texts(".code code") == [code]
    assert len(page.texts(".path .taken")) == 2 * len(code)


def test_the_lesson_says_what_a_model_lacks(page, tmp_path):
    firth.explore(firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]]), html=tmp_path / "bare.html", projection="pca")
    page.open(tmp_path / "bare.html", "tab=lesson&sentence=tee+cup&center=-1&window=x&context=9&draws=x&rate=no")
    page.until_text("section:nth-of-type(3)", "does not have them")
    assert page.texts(".lesson .chip") == ["(tee, cup)", "[cup] → tee"]
    for part in (2, 4):
        assert "not have a count for every word" in page.texts(f".lesson section:nth-of-type({part})")[0]
    page.open(tmp_path / "bare.html", "tab=lesson&sentence=+")
    page.until(lambda: page.texts(".sentence button") == ["tea", "cup"])


def test_a_model_of_one_word_has_nothing_to_say_of_neighbours(page, tmp_path):
    firth.explore(firth.WordVectors(["tea"], [[1, 0]]), html=tmp_path / "one.html", projection="pca")
    page.open(tmp_path / "one.html", "word=tea")
    page.until_text("#panel", "Rank 1.")
    assert page.texts(".top .quiet") == ["1 word"]
    assert "In the picture" not in page.texts("#panel")[0]


def test_on_a_phone_the_buttons_are_below_the_map(page, document):
    page.emulate(width=390, height=844)
    page.open(document)
    below = "return document.querySelector(arguments[0]).getBoundingClientRect()[arguments[1]]"
    bottom = page.driver.execute_script(below, ".labels", "bottom")
    for part in (".zoom", ".legend"):
        assert page.driver.execute_script(below, part, "top") >= bottom


def test_facts_have_names_to_read(page, vectors, tmp_path):
    training = {"complete": True, "words_per_second": 9_790_070.4, "rare_fact": 2}
    info = {"config": {"objective": "negative_sampling"}, "training": training}
    told = firth.WordVectors(vectors.words, vectors.vectors, info=info)
    firth.explore(told, html=tmp_path / "told.html", projection="pca")
    page.open(tmp_path / "told.html", "tab=about&language=zh")
    page.until_text(".about dt", "每秒词数")
    assert page.texts(".about dt") == ["目标", "训练已完成", "每秒词数", "rare fact"]
    assert page.texts(".about dd") == ["负采样", "是", "9,790,070", "2"]
    page.one(".choices button").click()
    page.until_text(".about dd", "negative sampling")


def test_a_click_on_the_map_chooses_the_word(page, document):
    page.open(document)
    page.click_on(document, "pear")
    page.until_text(".chosen h2", "pear")


def test_chinese_words_and_a_chinese_page(page, document):
    page.emulate(language="zh-CN")
    page.open(document)
    page.field("search input", "北京")
    page.until_text(".chosen h2", "北京")
    assert page.answers()[0] in {"上海", "london"}
    assert "近邻" in page.texts(".tabs button")
    assert page.one("html").get_attribute("lang") == "zh"
    page.one(".choices button").click()
    page.until_text(".tabs", "Neighbours")
    page.until_text(".chosen h2", "北京")


def test_two_models_are_shown_side_by_side(page, vectors, tmp_path):
    other = firth.WordVectors(vectors.words, vectors.vectors[:, ::-1] ** 3, None, vectors.counts)
    firth.explore({"skip-gram": vectors, "CBOW": other}, html=tmp_path / "two.html", projection="pca")
    page.open(tmp_path / "two.html", "word=king")
    page.until(lambda: page.texts(".beside h3") == ["skip-gram", "CBOW"])
    assert len(page.texts(".map .labels")) == 2
    page.tab("differ")
    assert all("of the neighbours in common" in text for text in page.texts("#panel h3"))
    page.one(".plain .word").click()
    page.until_text("#panel", "The models share")


def test_a_hostile_vocabulary_is_text(page, hostile, tmp_path):
    firth.explore(hostile, html=tmp_path / "hostile.html", projection="pca")
    page.open(tmp_path / "hostile.html")
    before = page.texts("script, style, iframe, img, a")
    for word in hostile.words:
        if "\ud800" in word:
            continue  # a browser's address cannot hold it
        page.driver.execute_script("location.hash = new URLSearchParams({word: arguments[0], tab: 'word'})", word)
        page.until(lambda: len(page.answers()) == len(hostile) - 1)
        assert page.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert page.texts("script, style, iframe, img, a") == before


def test_kept_words_are_saved_as_a_table_and_the_map_as_a_picture(page, document, tmp_path):
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.open(document, "word=king")
    page.one(".chosen .keep").click()
    page.tab("kept")
    buttons = page.driver.find_elements(By.CSS_SELECTOR, ".actions button")
    for button in buttons[1:]:
        button.click()
    page.until(lambda: {path.name for path in tmp_path.iterdir()} >= {"words.csv", "map-1.png"})
    lines = (tmp_path / "words.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "model,view,word,neighbour,cosine,count"
    assert len(lines) == 11
    assert "kept=king" in page.driver.current_url


def assert_accessible(page):
    """axe-core finds nothing to complain of."""
    if not AXE.exists():
        demanded = os.environ.get("FIRTH_BROWSER_TESTS") == "1"
        (pytest.fail if demanded else pytest.skip)("there is no axe-core: run npm ci")
    page.driver.execute_script(AXE.read_text("utf-8"))
    found = page.driver.execute_async_script("axe.run().then(arguments[0])")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_everything_can_be_reached_by_those_who_do_not_see_well(page, document, theme, width):
    page.emulate(width=width, height=844, theme=theme)
    words = "word=king&terms=%2Bking&pair=king&pair=queen&odd=king&odd=apple&odd=queen&from=man&to=woman&kept=pear"
    page.open(document, words)
    for tab in TABS:
        page.tab(tab)
        page.until(lambda: page.one("#panel").text != "")
        assert_accessible(page)
        assert page.driver.execute_script("return document.documentElement.scrollWidth") == width


def test_the_tab_key_reaches_all_and_shows_where_it_is(page, document):
    page.open(document, "word=king")
    page.until(lambda: len(page.answers()) > 3)
    seen = []
    for _ in range(60):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        element = page.driver.switch_to.active_element
        seen.append(element.get_attribute("class") or element.tag_name)
        if element.tag_name == "body":
            break
        outline = "const style = getComputedStyle(arguments[0]); return style.outlineStyle + style.boxShadow"
        assert page.driver.execute_script(outline, element) != "nonenone", element.get_attribute("outerHTML")
    assert {"select", "labels", "big", "word", "keep"} <= set(seen)


def test_the_served_page_answers_about_words_that_are_not_on_its_map(page, vectors, monkeypatch):
    served, urls = [], []

    class Kept(Server):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, **more)
            served.append(self)

    monkeypatch.setattr("firth.explorer.live.Server", Kept)
    ready = threading.Event()
    exploration = firth.explore(vectors, projection="pca", words=4)
    thread = threading.Thread(target=lambda: exploration.serve(lambda url: (urls.append(url), ready.set())))
    thread.start()
    try:
        assert ready.wait(20)
        page.open(urls[0])
        page.field("search input", "queen")
        page.until_text(".chosen h2", "queen")
        assert "princess" in page.answers()[:2]
        assert "token" not in page.driver.current_url
        page.driver.refresh()
        page.until_text(".chosen h2", "queen")
    finally:
        served[0].stop()
        thread.join(20)
    assert_it_says_that_nobody_answers(page)


def assert_it_says_that_nobody_answers(page):
    page.one("search input").send_keys("ki")
    page.until_text(".said.seen", "has stopped")
    page.field("search input", "king")
    page.until(lambda: page.texts("#panel.old"))
    page.until_text(".said.seen", "has stopped")
    complaints = [entry["message"] for entry in page.driver.get_log("browser")]
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def test_the_page_follows_a_training(page, vectors, monkeypatch):
    monkeypatch.setattr("firth.recipes.watch.SHARE", np.inf)  # a map each time
    rows = np.array(vectors.vectors)
    rows[[vectors.index("apple"), vectors.index("princess")]] = rows[
        [vectors.index("princess"), vectors.index("apple")]
    ]
    later = firth.WordVectors(vectors.words, rows, counts=vectors.counts)
    urls = []
    with firth.Watch(urls.append) as watch:
        watch.pause(TrainingPause(1, 4, None, lambda: vectors))
        page.open(urls[0])
        page.field("search input", "queen")
        page.until(lambda: page.answers()[:1] == ["princess"])
        watch.hear(firth.TrainProgress(words=1, words_total=4, seconds=1, alpha=0.02, loss=2.5))
        page.until_text("#work", "25 % trained, loss 2.500")
        assert page.texts(".legend option") == ["frequency"], "there are no clusters while one watches"
        watch.pause(TrainingPause(2, 4, None, lambda: later))
        page.until(lambda: page.answers()[:1] == ["apple"])
    page.until_text("#work", "The training is over")
    assert_it_says_that_nobody_answers(page)


def test_the_map_moves_in_place_and_what_is_chosen_stays(page, vectors, explore):
    first = explore(vectors)
    moved = replace(first.map, positions=-first.map.positions, distortion=Distortion(0.5, 0.25, 3, 14))
    answering = Answering([first])
    live = LivePage("drawing")
    live.show([first], answering)
    thread = threading.Thread(target=live.server.run)
    thread.start()
    where = "return document.querySelector('.labels').toDataURL()"
    try:
        page.open(live.server.url, "&word=king")
        page.until(lambda: page.answers()[:1] == ["prince"])
        live.progress = {"work": "places", "share": 0.305, "seconds_left": 11.2}
        page.until_text("#work", "t-SNE, 30 %, 12 s left")
        page.one(".zoom button").click()
        before = page.driver.execute_script(where)
        live.show([replace(first, map=moved)], answering)
        live.progress = {"over": True}
        page.until_text(".legend", "Trustworthiness of the picture 0.50, continuity 0.25")
        page.until(lambda: page.texts("#work") == [""])
        page.until(lambda: page.driver.execute_script(where) != before)
        assert page.texts(".chosen h2") == ["king"]
        page.tab("about")
        page.until_text("#panel", "Trustworthiness 0.500")
    finally:
        live.server.stop()
        thread.join(20)


def test_the_page_says_why_no_other_map_comes(page, vectors, explore):
    first = explore(vectors)
    live = LivePage("drawing")
    live.show([first], Answering([first]))
    live.progress = {"over": True, "failed": "out of memory"}
    thread = threading.Thread(target=live.server.run)
    thread.start()
    try:
        page.open(live.server.url)
        page.until_text("#work", "could not be drawn: out of memory")
    finally:
        live.server.stop()
        thread.join(20)


def test_an_audit_is_drawn_and_its_numbers_stand_below(page, tmp_path):
    sentences = [["a", "cup", "of", "tea"], ["a", "pot", "of", "tea"], ["tea", "and", "milk"]] * 50
    model = firth.train(sentences, vector_size=5, min_count=1, sample=0, workers=1)
    report = firth.audit(model, sentences)
    firth.explore({"tea": model}, html=tmp_path / "audited.html", audits={"tea": report}, projection="pca")
    page.open(tmp_path / "audited.html", "tab=about")
    page.until_text("#panel", "pointwise mutual information")
    told = drawable(report)["cells"]["pairs"]
    assert len(page.texts(".audit > rect")) == sum(number > 0 for number in told)
    slope = f"{report.whole.plain.slope:.2f}".replace("-", "−")
    assert slope in page.one(".audit").get_attribute("aria-label")
    assert page.texts(".about .numbers tbody td")[2] == slope
    assert_accessible(page)


def test_without_webgl_the_map_says_so_and_works(needed, document):
    browser = started(needed, "--disable-3d-apis")
    try:
        page = Page(browser)
        page.emulate()
        page.open(document)
        page.until_text(".flat", "no WebGL")
        page.click_on(document, "pear")
        page.until_text(".chosen h2", "pear")
        assert_quiet(page)
    finally:
        browser.quit()
