"""Take the pictures of `firth explore` that the README shows, in a browser without a window.

It takes a few minutes, and needs Chromium with its driver: pip install -e '.[dev]'

python docs/screenshots.py ENGLISH.safetensors CHINESE.safetensors
"""

import argparse
import base64
import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from selenium import webdriver

import firth

FIGURES = Path(__file__).parent / "figures"
WIDTH, HEIGHT = 1280, 800
SETTLED = 3.0  # seconds, after which the map stands still
VIEWS = {
    "explore": [("theme", "dark"), ("language", "en"), ("tab", "axis"), ("from", "science"), ("to", "music")],
    "explore_chinese": [
        ("theme", "light"),
        ("language", "zh"),
        ("tab", "sum"),
        *(("analogy", word) for word in ("法国", "巴黎", "日本")),
        *(("terms", word) for word in ("+巴黎", "-法国", "+日本")),
    ],
}


def browser() -> webdriver.Chrome:
    """Chromium, without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("headless=new", "no-sandbox", "enable-unsafe-swiftshader", f"window-size={WIDTH},{HEIGHT}"):
        options.add_argument(f"--{argument}")
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def picture(driver: webdriver.Chrome, page: Path, state: list[tuple[str, str]]) -> bytes:
    """A page as it looks in a state, as WebP."""
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get(f"{page.as_uri()}#{urlencode(state)}")
    time.sleep(SETTLED)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 80})
    return base64.b64decode(shot["data"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs=2, type=Path, metavar="MODEL", help="an English one and a Chinese one")
    args = parser.parse_args()
    driver = browser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for model, (name, state) in zip(args.models, VIEWS.items(), strict=True):
                page = Path(folder) / f"{name}.html"
                firth.explore({model.stem: firth.load(model)}, html=page, progress=True)
                (FIGURES / f"{name}.webp").write_bytes(picture(driver, page, state))
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
