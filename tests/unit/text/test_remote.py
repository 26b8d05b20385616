import gzip
import os
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import firth
from firth.errors import SourceError
from firth.text.remote import is_url
from firth.text.sources import check, expanded, read_chunks, total_bytes
from firth.text.stored import source_of

OBJECTS = {"texts/a b.txt": b"one two\nthree", "texts/deep/c.gz": gzip.compress(b"four five"), "texts/.hidden": b"x"}


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as reading takes: HEAD, GET with ranges, and lists."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.answer(with_body=False)

    def do_GET(self):
        self.answer(with_body=True)

    def answer(self, *, with_body):
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        data = self.server.objects.get(key)
        if bucket != "bucket" or (key and data is None):
            return self.send(404, b"", {}, with_body=False)
        if not key:
            return self.send(200, self.listed(parse_qs(url.query)), {"Content-Type": "application/xml"}, with_body)
        if "Range" in self.headers:
            first, last = self.headers["Range"].removeprefix("bytes=").split("-")
            part = data[int(first) : int(last) + 1]
            place = f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}"
            return self.send(206, part, {"Content-Range": place}, with_body)
        return self.send(200, data, {}, with_body)

    def listed(self, query):
        prefix = query.get("prefix", [""])[0]
        held = [(key, data) for key, data in sorted(self.server.objects.items()) if key.startswith(prefix)]
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size></Contents>" for key, data in held
        )
        return (
            '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>'
            f"<KeyCount>{len(held)}</KeyCount><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
        ).encode()

    def send(self, status, data, headers, with_body):
        self.send_response(status)
        for name, value in {"Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if with_body:
            self.wfile.write(data)


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.objects = dict(OBJECTS)
    table = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": ["six", "seven"]}), table)
    server.objects["tables/t.parquet"] = table.getvalue().to_pybytes()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def url(server, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    options = f"endpoint_override=127.0.0.1:{server.server_port}&scheme=http&region=us-east-1"
    return lambda path: f"s3://who:secret@{path}?{options}"


def tokens_of(*sources):
    return b"".join(chunk.data for chunk in read_chunks(sources))


def urls_of(*sources):
    return [file.url for file in expanded(sources)]


def test_an_object_is_read_by_its_url(url):
    plain, packed = url("bucket/texts/a%20b.txt"), url("bucket/texts/deep/c.gz")
    check([plain, packed])
    assert tokens_of(plain, packed) == b"one two\nthree\nfour five\n"
    assert total_bytes([plain]) == 13


def test_a_table_is_read_by_its_url(url):
    assert tokens_of(url("bucket/tables/t.parquet")) == b"six\nseven\n"


@pytest.mark.parametrize("path", ["bucket/texts", "bucket/texts/", "bucket/texts/**"])
def test_a_folder_or_pattern_means_the_files_in_it(url, path):
    assert urls_of(url(path)) == [url("bucket/texts/a%20b.txt"), url("bucket/texts/deep/c.gz")]


def test_a_star_stays_inside_one_folder(url):
    assert urls_of(url("bucket/texts/*")) == [url("bucket/texts/a%20b.txt")]


@pytest.mark.parametrize("path", ["bucket/nothing", "nowhere/texts/a.txt"])
def test_what_is_not_there_is_named_without_credentials(url, path):
    with pytest.raises(SourceError, match=f"^s3://{path}: nothing is stored there"):
        check([url(path)])


def test_a_pattern_that_matches_nothing_is_an_error(url):
    with pytest.raises(SourceError, match=r"s3://bucket/texts/\*\.csv matches no file"):
        expanded([url("bucket/texts/*.csv")])


SECRETS = {
    "plain": "s3://KEY0:S3CRET0@/p.txt",
    "escaped": "s3://KEY0:S3CRET0%2FS3CRET1@bucket/p.txt?region=x&nonsense=1",
    "slash": "s3://KEY0:S3CRET0/S3CRET1@/p.txt",
    "question mark": "s3://KEY0:S3CRET0?S3CRET1@/p.txt",
    "option": "s3://bucket/p.txt?secret_key=S3CRET0%2FS3CRET1",
    "unknown scheme": "what://KEY0:S3CRET0@host/p.txt",
    "local": "file://KEY0:S3CRET0@host/p.txt",
    "google": "gs://KEY0:S3CRET0@bucket/p.txt?scheme=http",
    "hadoop": "hdfs://KEY0:S3CRET0@127.0.0.1:9/p.txt?ticket=S3CRET1",
    "web": "https://KEY0:S3CRET0@example.org/p.txt?sig=S3CRET1",
    "token only": "gs://S3CRET0@bucket/p.txt?scheme=http",
    "pattern": "what://KEY0:S3CRET0@bucket/[ab]?.txt?secret_key=S3CRET1",
}


def shows_no_secret(error):
    told = ""
    while error is not None:
        told += f"{error} {error!r} {traceback.format_exception_only(error)}"
        error = error.__cause__ or error.__context__
    return "S3CRET" not in told and "KEY0" not in told


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("door", [firth.encode, lambda url: check([url]), lambda url: expanded([url])])
def test_no_error_shows_what_is_secret_in_a_url_nor_does_what_caused_it(kind, door):
    with pytest.raises(SourceError) as caught:
        door(SECRETS[kind])
    assert shows_no_secret(caught.value)
    assert "p.txt" in str(caught.value) or ".txt" in str(caught.value)


def test_what_py_arrow_says_of_a_url_is_shown_without_its_secrets(monkeypatch):
    class Teller:
        @staticmethod
        def from_uri(uri):
            raise OSError(f"{uri} failed: key 'KEY0', secret S3CRET0/S3CRET1, sent ?secret_key=S3CRET2&region=north")

    monkeypatch.setattr("pyarrow.fs.FileSystem", Teller)
    with pytest.raises(SourceError, match=r"^s3://bucket/p.txt cannot be opened: .*region=north") as caught:
        check(["s3://KEY0:S3CRET0%2FS3CRET1@bucket/p.txt?secret_key=S3CRET2&region=north"])
    assert shows_no_secret(caught.value)


def test_an_argument_that_is_a_url_is_shown_without_credentials():
    with pytest.raises(TypeError, match=r"s3://bucket/p\.txt") as caught:
        firth.encode(files="s3://KEY0:S3CRET0@bucket/p.txt")
    assert shows_no_secret(caught.value)
    with pytest.raises(firth.errors.FirthError) as caught:
        firth.load("s3://KEY0:S3CRET0@bucket/model.safetensors")
    assert "S3CRET" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["s3://bucket:80/a@b.txt", "s3://bucket/a:b@c.txt", "file:///tmp/a@b.txt", "https://example.org/@who/x.txt"],
)
def test_an_at_sign_in_a_path_is_not_taken_for_credentials(url):
    assert source_of(url).name == url


NAMES = [
    "a.txt",
    "b.txt",
    "ab.txt",
    "!.txt",
    "[a].txt",
    "é x.txt",
    ".hid.txt",
    "deep/a.txt",
    "deep/er/b.txt",
    "deep/.hid/c.txt",
]
NAMES += ["[old] x/a.txt", "[old] x/[?]/b.txt", ".dot/a.txt", "c%20d.txt", "e#f.txt", "deep/?.txt", "x*.txt"]
STEPS = st.lists(
    st.sampled_from(
        ["*", "**", "?", "[ab]", "[!a]", "[!ab]*", "[]]", "[a", "a", "b", ".txt", "deep", "er", ".", ".hid", ".dot"]
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def names_on_disk(tmp_path_factory):
    root = tmp_path_factory.mktemp("names")
    for name in NAMES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


@given(pattern=st.lists(STEPS, min_size=1, max_size=4))
@example(pattern=[["**"], ["[!a]", ".txt"]])
@example(pattern=[["deep"], ["**"]])
@example(pattern=[["?"]])
@example(pattern=[["[old] x"], ["*"]])
@example(pattern=[["[old] x"], ["[?]"], ["*"]])
@example(pattern=[["[old] x"]])
def test_a_pattern_means_in_a_url_what_it_means_in_a_path(names_on_disk, pattern):
    path = f"{names_on_disk}/{'/'.join(''.join(step) for step in pattern)}"
    try:
        local = [file.path for file in expanded([path])]
    except SourceError:
        local = []
    try:
        remote = [unquote(file.url.removeprefix("file://")) for file in expanded([f"file://{path}"])]
    except SourceError:
        remote = []
    if any(step in {"", ".", ".."} for step in path.split("/")[1:]) or len(local) > len(set(local)):
        return  # steps that name a folder in a way of their own, or a name that is missing
    assert sorted(map(os.path.normpath, local)) == remote


def test_a_url_may_be_written_as_its_name_is_or_escaped(names_on_disk):
    def urls(name):
        return urls_of(f"file://{names_on_disk}/{name}")

    assert (
        tokens_of(f"file://{names_on_disk}/é x.txt", f"file://{names_on_disk}/e#f.txt") == "é x.txt\ne#f.txt\n".encode()
    )
    assert urls("%5Ba%5D.txt") == urls("[[]a].txt")[:1] or urls("[a].txt")
    assert len(urls("x%2A.txt")) == len(urls("deep/%3F.txt")) == 1
    assert tokens_of(*expanded([f"file://{names_on_disk}/**/*.txt"]))  # what comes out can be read
    with pytest.raises(SourceError, match="matches no file"):
        expanded([f"file://{names_on_disk}/q%2A*.txt"])


def test_the_name_of_a_url_keeps_no_credentials(url):
    assert source_of(url("bucket/key")).name == "s3://bucket/key"


def test_a_local_file_may_be_given_by_url(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("local words")
    assert tokens_of(path.as_uri()) == b"local words\n"
    assert urls_of(tmp_path.as_uri()) == [path.as_uri()]


def test_a_web_address_says_how_to_pipe_it():
    with pytest.raises(SourceError, match=r"https://example\.org/t\.txt: web addresses.*curl -L"):
        check(["https://example.org/t.txt"])


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("gs://b/k", "gs://b/k?retry_limit_seconds=20"),
        ("gs://b/k?scheme=http", "gs://b/k?scheme=http&retry_limit_seconds=20"),
        ("gs://b/k?retry_limit_seconds=900", "gs://b/k?retry_limit_seconds=900"),
        ("s3://b/k", "s3://b/k"),
    ],
)
def test_google_is_not_tried_for_a_quarter_of_an_hour(monkeypatch, url, asked):
    received = []

    class FileSystem:
        @staticmethod
        def from_uri(uri):
            received.append(uri)
            raise OSError("none here")

    monkeypatch.setattr("pyarrow.fs.FileSystem", FileSystem)
    with pytest.raises(SourceError):
        check([url])
    assert received == [asked]


def test_a_place_on_google_that_cannot_be_reached_is_an_error_in_one_sentence():
    with pytest.raises(SourceError, match=r"^gs://bucket/k cannot be read: (?!.*error_info).*Check the name"):
        check(["gs://anonymous@bucket/k?scheme=http&endpoint_override=127.0.0.1:9&retry_limit_seconds=1"])


def test_an_unknown_scheme_names_the_known_ones():
    with pytest.raises(SourceError, match="begin with s3://, gs://, hdfs:// and file://"):
        check(["what://is/this"])


@pytest.mark.parametrize("path", [r"C:\texts\a.txt", "C://x", "a.txt", "a/b://c", "notes:today"])
def test_a_path_is_no_url(path):
    assert not is_url(path)
