import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firth.errors import SourceError
from firth.text.remote import is_url
from firth.text.sources import check, expanded, read_chunks, source_name, total_bytes

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


def test_an_object_is_read_by_its_url(url):
    plain, packed = url("bucket/texts/a%20b.txt"), url("bucket/texts/deep/c.gz")
    check([plain, packed])
    assert tokens_of(plain, packed) == b"one two\nthree\nfour five\n"
    assert total_bytes([plain]) == 13


def test_a_table_is_read_by_its_url(url):
    assert tokens_of(url("bucket/tables/t.parquet")) == b"six\nseven\n"


@pytest.mark.parametrize("path", ["bucket/texts", "bucket/texts/", "bucket/texts/**"])
def test_a_folder_or_pattern_means_the_files_in_it(url, path):
    assert expanded([url(path)]) == [url("bucket/texts/a%20b.txt"), url("bucket/texts/deep/c.gz")]


def test_a_star_stays_inside_one_folder(url):
    assert expanded([url("bucket/texts/*")]) == [url("bucket/texts/a%20b.txt")]


@pytest.mark.parametrize("path", ["bucket/nothing", "nowhere/texts/a.txt"])
def test_what_is_not_there_is_named_without_credentials(url, path):
    with pytest.raises(SourceError, match=f"^s3://{path}: nothing is stored there"):
        check([url(path)])


def test_a_pattern_that_matches_nothing_is_an_error(url):
    with pytest.raises(SourceError, match=r"s3://bucket/texts/\*\.csv holds no files"):
        expanded([url("bucket/texts/*.csv")])


def test_the_name_of_a_url_keeps_no_credentials(url):
    assert source_name(url("bucket/key")) == "s3://bucket/key"


def test_a_local_file_may_be_given_by_url(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("local words")
    assert tokens_of(path.as_uri()) == b"local words\n"
    assert expanded([tmp_path.as_uri()]) == [path.as_uri()]


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
