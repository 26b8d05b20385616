"""Models on the hub, tried against a server that speaks as much of its language as the library asks for."""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
import pytest
import safetensors.numpy

import firth
from firth.errors import ArgumentError, MissingExtraError, SourceError, TargetError

VECTORS = firth.WordVectors(["tea", "国王"], [[1, 0], [0.6, 0.8]], info={"config": {"window": 5}})
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """Repositories: the bytes of each file by its name."""

    repositories: ClassVar = {}

    def log_message(self, *_):
        pass

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def as_json(self, value, status=200, **headers):
        self.answer(status, json.dumps(value).encode(), Content_Type="application/json", **headers)

    def do_GET(self):
        parts = self.path.partition("?")[0].strip("/").split("/")
        is_api = parts[:2] == ["api", "models"]
        name = "/".join(parts[2:4] if is_api else parts[:2])
        files = self.repositories.get(name)
        if files is None:
            self.as_json({"error": "Repository not found"}, 404, X_Error_Code="RepoNotFound")
        elif name == "asks/first":
            self.as_json({"error": "gated"}, 403, X_Error_Code="GatedRepo")
        elif is_api and "tree" in parts:
            listed = [
                {"type": "file", "path": path, "size": len(data), "oid": "0" * 40} for path, data in files.items()
            ]
            self.as_json(listed)
        elif is_api:
            self.as_json({"id": name, "sha": COMMIT, "siblings": [{"rfilename": path} for path in files]})
        elif parts[3] != "main" and parts[3] != COMMIT:
            self.as_json({"error": "no"}, 404, X_Error_Code="RevisionNotFound", X_Repo_Commit=COMMIT)
        elif (path := "/".join(parts[4:])) in files:
            self.answer(200, files[path], ETag=f'"{len(files[path])}-{path}"', X_Repo_Commit=COMMIT)
        else:
            self.as_json({"error": "no"}, 404, X_Error_Code="EntryNotFound", X_Repo_Commit=COMMIT)

    do_HEAD = do_GET  # noqa: N815 - as its base calls it

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = self.path.strip("/").split("/")
        if parts[1] == "validate-yaml":
            self.as_json({"errors": [], "warnings": []})
        elif parts[1] == "repos":
            given = json.loads(body)
            name = "/".join(filter(None, (given.get("organization"), given["name"])))
            if name.startswith("refused/"):
                self.as_json({"error": "You may not"}, 403)
                return
            self.repositories.setdefault(name, {})
            self.as_json({"url": f"http://{self.headers['Host']}/{name}", "name": name})
        elif "preupload" in parts:
            files = json.loads(body)["files"]
            modes = [{"path": each["path"], "uploadMode": "regular", "shouldIgnore": False} for each in files]
            self.as_json({"files": modes})
        else:
            lines = [json.loads(line)["value"] for line in body.splitlines()]
            files = self.repositories["/".join(parts[2:4])]
            files |= {each["path"]: base64.b64decode(each["content"]) for each in lines if "content" in each}
            self.as_json({"commitUrl": f"http://{self.headers['Host']}/a/b/commit/{COMMIT}", "commitOid": COMMIT})


def forget_the_library():
    for name in [name for name in sys.modules if name.partition(".")[0] == "huggingface_hub"]:
        del sys.modules[name]


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """The repositories of a hub, which the library takes for its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_TOKEN", "hf_of_a_test")
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    forget_the_library()
    Hub.repositories.clear()
    yield Hub.repositories
    server.shutdown()
    server.server_close()
    forget_the_library()


def model_bytes(tmp_path):
    VECTORS.save(tmp_path / "v.safetensors")
    return (tmp_path / "v.safetensors").read_bytes()


def test_what_is_pushed_is_loaded_and_has_a_card(hub):
    address = VECTORS.push_to_hub("owner/tea", private=True)
    assert address.endswith("owner/tea")
    assert firth.load("hf://owner/tea") == VECTORS
    card = hub["owner/tea"]["README.md"].decode()
    assert 'firth.load("hf://owner/tea")' in card
    assert "2 words of 2 dimensions" in card
    assert "| `window` | 5 |" in card


def test_a_card_that_is_there_stays(hub):
    hub["owner/tea"] = {"README.md": b"mine"}
    VECTORS.push_to_hub("hf://owner/tea", dtype="int8")
    assert hub["owner/tea"]["README.md"] == b"mine"
    np.testing.assert_allclose(firth.load("hf://owner/tea").vectors, VECTORS.vectors, atol=0.01)


def test_the_only_model_or_the_one_that_is_named_is_fetched_and_nothing_else(hub, tmp_path):
    data = model_bytes(tmp_path)
    hub["a/one"] = {"english.safetensors": data, "pytorch_model.bin": b"\x80\x02", "code.py": b"1/0"}
    hub["a/two"] = {"x/a.safetensors": data, "b.safetensors": data, "c.vec": b"1 1\nword 0.5\n"}
    assert firth.load("hf://a/one") == VECTORS
    assert firth.load("hf://a/two@main/x/a.safetensors", limit=1).words == ("tea",)
    assert firth.load("hf://a/two/c.vec").words == ("word",)
    with pytest.raises(SourceError, match=r"2 models \(x/a\.safetensors, b\.safetensors\)\. Name one: hf://a/two/x/a"):
        firth.load("hf://a/two")
    fetched = {path.name for path in (tmp_path / "home").rglob("snapshots/*/*")}
    assert fetched == {"english.safetensors", "x", "c.vec"}


def test_a_model_of_model2vec_is_fetched_with_its_tokens(hub, tmp_path):
    safetensors.numpy.save_file({"embeddings": np.eye(2, dtype=np.float32)}, tmp_path / "m")
    files = {"model.safetensors": (tmp_path / "m").read_bytes(), "config.json": b'{"model_type": "model2vec"}'}
    files["tokenizer.json"] = json.dumps({"model": {"vocab": {"tea": 0, "cup": 1}}}).encode()
    hub["m/vec"] = files
    assert firth.load("hf://m/vec").words == ("tea", "cup")
    hub["m/bert"] = {**files, "config.json": b'{"model_type": "bert"}'}
    with pytest.raises(SourceError, match=r"a model of transformers \(bert\)"):
        firth.load("hf://m/bert")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hf://no/body", "no such model on the hub, or it is private"),
        ("hf://a/b@v9/b.safetensors", "no such revision"),
        ("hf://a/b/none.safetensors", "no such file in the repository"),
        ("hf://asks/first/x.vec", "its owner asks who fetches it"),
        ("hf://a/pickles", r"no \.safetensors file \(it holds model\.bin\)"),
        ("hf://a/nothing", r"it holds nothing"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(hub, name, message):
    hub |= {"a/b": {"b.safetensors": b""}, "asks/first": {}, "a/pickles": {"model.bin": b"\x80"}, "a/nothing": {}}
    with pytest.raises(SourceError, match=message):
        firth.load(name)


@pytest.mark.parametrize("name", ["hf://", "hf://a", "hf://a/", "hf://datasets/a/b", "hf://a b/c", "hf:///a/b"])
def test_what_is_no_name_of_a_model_is_refused(name):
    with pytest.raises(ArgumentError, match="hf://owner/name"):
        firth.load(name)


def test_without_a_network_a_model_comes_from_the_cache(hub, tmp_path, monkeypatch):
    hub["a/b"] = {"b.safetensors": model_bytes(tmp_path)}
    firth.load("hf://a/b")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    forget_the_library()
    assert firth.load("hf://a/b") == VECTORS
    assert firth.load("hf://a/b/b.safetensors") == VECTORS
    for name in ("hf://a/other", "hf://a/other/b.safetensors"):
        with pytest.raises(SourceError, match="the hub cannot be reached, and the model is not in its cache"):
            firth.load(name)
    with pytest.raises(TargetError, match="could not be written to the hub"):
        VECTORS.push_to_hub("a/b")


def test_a_push_that_is_refused_says_so(hub):
    with pytest.raises(TargetError, match=r"could not be written to the hub.*hf auth login"):
        VECTORS.push_to_hub("refused/x")
    for name in ("x", "a/b/file.safetensors"):
        with pytest.raises(ArgumentError):
            VECTORS.push_to_hub(name)
    assert hub == {}


def test_without_the_library_the_extra_is_named(monkeypatch):
    forget_the_library()
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"firth\[hub\]"):
        firth.load("hf://owner/name")


def test_a_damaged_file_of_the_hub_is_named(hub):
    hub["a/b"] = {"b.safetensors": b"\x09\0\0\0\0\0\0\0{"}
    with pytest.raises(firth.FormatError, match="truncated"):
        firth.load("hf://a/b")


def test_the_library_is_imported_for_names_of_the_hub_only(tmp_path):
    forget_the_library()
    VECTORS.save(tmp_path / "v.safetensors")
    firth.load(tmp_path / "v.safetensors")
    assert "huggingface_hub" not in sys.modules
