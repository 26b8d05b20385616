import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.request

import numpy as np
import pytest

from firth.cli.tables import file_size
from firth.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("model")
FEW = ("--projection", "pca", "--quiet")


def ask(url, question, path="api/ask"):
    address, token = url.split("#token=")
    body = None if question is None else json.dumps(question).encode()
    with urllib.request.urlopen(
        urllib.request.Request(address + path, body, {"X-Firth-Token": token}), timeout=20
    ) as reply:
        return json.load(reply)


@pytest.fixture
def serve(tmp_path):
    """Starts `firth explore ARGS...` and gives the process and what it wrote first."""
    started = []

    def start(*args, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "firth", "explore", *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=os.environ | environment,
            text=True,
        )
        started.append(process)
        assert select.select([process.stdout], [], [], 60)[0]
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_page_is_served_until_ctrl_c(serve):
    process, url = serve("model.safetensors", "--no-browser", *FEW)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#token=[\w-]{40,}", url)
    payload = ask(url, None, "api/payload")
    assert payload["served"]
    assert payload["models"][0]["words"] == ["king", "queen", "国王", "女王", "tea", "coffee"]
    answer = ask(url, {"question": "neighbours", "model": 0, "add": ["国王"], "limit": 1})
    assert [each["word"] for each in answer["neighbours"]] == ["女王"]
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.splitlines() == [
        "firth: the page is at this URL, for the browsers of this machine, until Ctrl-C",
        "firth: interrupted",
    ]


def test_ctrl_c_ends_it_at_once_while_the_map_is_drawn(serve, tmp_path):
    random = np.random.default_rng(1)
    WordVectors([f"w{i}" for i in range(4_000)], random.normal(size=(4_000, 20))).save(tmp_path / "many.safetensors")
    process, _ = serve("many.safetensors", "--no-browser", "--json")
    described = json.loads("{" + "".join(iter(process.stdout.readline, "}\n")) + "}")
    assert (described["drawing"], described["models"][0]["method"]) == ("tsne", "pca")
    while ask(described["url"], None, "api/progress").get("work") != "places":
        select.select([], [], [], 0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert said.splitlines()[1:] == ["firth: interrupted"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_request_to_terminate_ends_it_too(serve):
    process, _ = serve("model.safetensors", "--no-browser", *FEW)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 143


def test_a_port_can_be_chosen_and_one_in_use_is_an_error_before_the_work(serve, firth):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = firth("explore", "damaged.bin", "--port", port, "--no-browser", *FEW)
    assert done.returncode == 2
    assert re.fullmatch(
        rf"firth: error: --port {port}: cannot be used \(.+\)\. Choose another, or none for a free one\n", done.stderr
    )
    _, url = serve("model.safetensors", "--port", port, "--no-browser", *FEW)
    assert url.startswith(f"http://127.0.0.1:{port}/#")


def test_the_url_is_also_told_as_json(serve):
    process, first = serve("model.safetensors", "--no-browser", "--json", *FEW)
    lines = [first]
    while lines[-1] != "}":
        lines.append(process.stdout.readline().rstrip("\n"))
    document = json.loads("\n".join(lines))
    assert ask(document["url"], {"question": "complete", "model": 0, "prefix": "k"}) == {
        "words": [{"word": "king", "count": 6}]
    }
    assert document["models"][0]["words"] == 6


def test_a_browser_is_opened(serve, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > seen\nmv seen opened\n')
    browser.chmod(0o755)
    _, url = serve("model.safetensors", *FEW, BROWSER=f"{browser} %s")
    opened = tmp_path / "opened"
    for _ in range(200):
        if opened.exists():
            break
        select.select([], [], [], 0.1)
    assert opened.read_text() == f"{url}\n"


def test_without_a_browser_the_url_is_enough(serve):
    process, url = serve("model.safetensors", *FEW, BROWSER="", PATH="/none", DISPLAY="", WAYLAND_DISPLAY="")
    assert ask(url, None, "api/payload")["version"] == 1
    process.send_signal(signal.SIGINT)
    assert "note: there is no browser on this machine that could show it" in process.communicate(timeout=20)[1]


def test_a_page_is_written_to_one_file_and_it_says_how_well_it_answers(firth, tmp_path):
    done = firth("explore", "model.safetensors", "--html", "page.html", "--words", 4, *FEW)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "model              4 of 6 words, 2 dimensions"
    assert lines[1].startswith("  map              trustworthiness ")
    assert lines[2] == "  answers, input   1.000 of the ten nearest words are the exact ones"
    assert lines[3] == "  answers, output  1.000 of the ten nearest words are the exact ones"
    size = (tmp_path / "page.html").stat().st_size
    assert lines[4] == f"written            page.html ({file_size(size)})"


def test_what_was_written_is_told_as_json(firth, tmp_path):
    done = firth("explore", "model.safetensors", "--html", "page.html", "--json", "--seed", 3, *FEW)
    document = json.loads(done.stdout)
    assert document["bytes"] == (tmp_path / "page.html").stat().st_size
    (model,) = document["models"]
    assert (model["name"], model["words"], model["total"], model["seed"]) == ("model", 6, 6, 3)
    assert model["agreement"] == {"input": 1.0, "output": 1.0}


def test_two_models_are_shown_side_by_side(firth, serve, tmp_path):
    random = np.random.default_rng(1)
    WordVectors(["king", "tea", "other"], random.normal(size=(3, 4))).save(tmp_path / "second.vec")
    process, url = serve("model.safetensors", "second.vec", "--no-browser", *FEW)
    payload = ask(url, None, "api/payload")
    assert [each["name"] for each in payload["models"]] == ["model", "second"]
    assert {each["word"] for each in payload["differences"]} == {"king", "tea"}
    process.kill()
    done = firth("explore", "second.vec", "second.vec", *FEW)
    assert (done.returncode, done.stderr) == (2, "firth: error: the same file is given twice: second.vec\n")


def test_columns_of_a_table_are_shown(serve, tmp_path):
    (tmp_path / "words.tsv").write_text("word\tkind\nking\tperson\ntea\tdrink\n", encoding="utf-8")
    _, url = serve("model.safetensors", "--columns", "words.tsv", "--no-browser", *FEW)
    model = ask(url, None, "api/payload")["models"][0]
    assert model["columns"] == {"kind": ["person", None, None, None, "drink", None]}


def test_a_damaged_table_is_an_error_that_names_the_line(firth, tmp_path):
    (tmp_path / "words.tsv").write_text("word\tkind\nking\n", encoding="utf-8")
    done = firth("explore", "model.safetensors", "--columns", "words.tsv", *FEW)
    assert done.returncode == 1
    assert done.stderr.startswith("firth: error: words.tsv, line 2: 2 cells were expected, and there are 1.")


def test_the_runs_of_a_model_are_asked_too(firth, serve, corpus):
    short = ("--vector-size", 8, "--epochs", 1, "--quiet")
    assert firth("train", corpus.name, "-o", "small.safetensors", *short).returncode == 0
    without = firth("explore", "small.safetensors", "--stability", *FEW)
    assert "there are no runs of this model" in without.stderr
    assert firth("stability", "small.safetensors", corpus.name, "--runs", 2, "--quiet").returncode == 0
    _, url = serve("small.safetensors", "--stability", "--no-browser", *FEW)
    model = ask(url, None, "api/payload")["models"][0]
    assert model["stability"] == {"runs": 2, "by": "seeds", "neighbours": None, "holds": None}
    answer = ask(url, {"question": "neighbours", "model": 0, "add": [model["words"][0]]})
    assert {each["runs"] for each in answer["neighbours"]} <= {0.0, 0.5, 1.0}


def test_an_audit_is_shown_of_the_models_that_theory_covers(firth, serve, corpus):
    short = ("--vector-size", 8, "--epochs", 1, "--quiet")
    for name, architecture in (("sg", "skipgram"), ("cbow", "cbow")):
        options = ("--architecture", architecture, *short)
        assert firth("train", corpus.name, "-o", f"{name}.safetensors", *options).returncode == 0
    files = ("sg.safetensors", "cbow.safetensors")
    _, url = serve(*files, "--audit", corpus.name, "--no-browser", *FEW)
    first, other = ask(url, None, "api/payload")["models"]
    report = json.loads(firth("audit", "sg.safetensors", corpus.name, "--json").stdout)
    assert first["audit"]["fit"]["slope"] == report["whole"]["plain"]["slope"]
    assert other["audit"] is None
    done = firth("explore", "cbow.safetensors", "--audit", corpus.name, *FEW)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cbow" in done.stderr


@pytest.mark.parametrize(
    ("words", "matrix", "note"),
    [
        (["tea"], [[1, 2]], "note: few has one word, which has no neighbours"),
        (
            ["tea", "cup"],
            [[0, 0], [0, 0]],
            "note: all vectors of few that are shown are zeros: no word is near another",
        ),
    ],
)
def test_where_there_is_nothing_to_see_it_says_so(firth, tmp_path, words, matrix, note):
    WordVectors(words, np.array(matrix, np.float32)).save(tmp_path / "few.safetensors")
    done = firth("explore", "few.safetensors", "--html", "few.html", *FEW)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [f"firth: {note}"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.bin"], 1, "none.bin"),
        (["model.safetensors", "--html", "model.safetensors"], 2, "is a file to be read, and would be replaced"),
        (["model.safetensors", "--html", "page.html", "--port", "80"], 2, "--port 80: has no effect with --html"),
        (["model.safetensors", "--html", "."], 1, ". is a folder. Name a file in it."),
        (["model.safetensors", "--words", "0"], 2, "--words 0: must be from 1"),
        (["model.safetensors", "--view", "outer"], 2, "invalid choice"),
        (
            ["model.safetensors", "--port", "99999", "--no-browser"],
            2,
            "--port 99999: must be a number from 0 to 65,535",
        ),
    ],
)
def test_wrong_use_is_told_in_the_words_of_the_command_line(firth, arguments, code, message):
    done = firth("explore", *arguments, *FEW)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""
