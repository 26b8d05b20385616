"""How fast a page of `firth explore --html` is in Chromium without a graphics card: ready, with an answer, moved.

python benchmarks/explore_page.py page.html ... --word king --other queen

Needs chromium, chromedriver and Selenium. Times are of the browser's own clock.
"""

import argparse
import shutil
import time
from pathlib import Path

from selenium import webdriver

SIZE = 1440, 900
READY = """
new MutationObserver((_, self) => {
  if (!document.querySelector("#panel .panel")?.children.length) return;
  self.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.ready = performance.now(); }));
}).observe(document, {childList: true, subtree: true});
"""
ANSWER = """
const [word, done] = arguments;
const start = performance.now();
new MutationObserver((_, self) => {
  if (document.querySelector(".chosen h2")?.textContent !== word) return;
  self.disconnect();
  done(performance.now() - start);
}).observe(document.body, {childList: true, subtree: true});
location.hash = new URLSearchParams({word});
"""
PAN = """
const [seconds, done] = arguments;
const map = document.querySelector(".labels");
const {x, y} = map.getBoundingClientRect();
const send = (type, right, down) => {
  const at = {clientX: x + right, clientY: y + down, pointerId: 1, pointerType: "mouse"};
  map.dispatchEvent(new PointerEvent(type, at));
};
map.setPointerCapture = () => {}; // there is no such pointer
document.querySelector(".zoom button:last-child").click(); // the whole map
send("pointerdown", 400, 400);
const start = performance.now();
let frames = 0;
const step = () => {
  frames += 1;
  send("pointermove", 400 + 150 * Math.sin(frames / 15), 400 + 100 * Math.cos(frames / 15));
  const passed = performance.now() - start;
  if (passed < 1000 * seconds) requestAnimationFrame(step);
  else done(1000 * frames / passed);
};
requestAnimationFrame(step);
"""


def browser():
    options = webdriver.ChromeOptions()
    window = f"--window-size={SIZE[0]},{SIZE[1]}"
    for option in ("--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", window):
        options.add_argument(option)
    options.binary_location = shutil.which("chromium")
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def measure(path, words, seconds):
    driver = browser()
    try:
        driver.set_script_timeout(60 + seconds)
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": READY})
        driver.get(path.resolve().as_uri())
        while (ready := driver.execute_script("return window.ready")) is None:
            time.sleep(0.05)
        first, second = (driver.execute_async_script(ANSWER, word) for word in words)
        frames = driver.execute_async_script(PAN, seconds)
    finally:
        driver.quit()
    print(f"{path}: ready after {ready:,.0f} ms; answers {first:.0f} ms, {second:.0f} ms; {frames:.0f} frames/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--word", default="king")
    parser.add_argument("--other", default="queen")
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    for path in arguments.pages:
        measure(path, (arguments.word, arguments.other), arguments.seconds)


if __name__ == "__main__":
    main()
