import http.client
import json
import re
import socket
import sys
import threading

import pytest

from firth.errors import ArgumentError, UnknownWordError
from firth.explorer.server import Server

PAGE = "<!doctype html>\u4e2d"


def answer(question):
    if question == "wrong":
        raise UnknownWordError("<b>", 5)
    if question == "broken":
        raise ZeroDivisionError
    return {"asked": question}


class Reply:
    def __init__(self, response):
        self.status, self.headers, self.content = response.status, response.headers, response.read()

    @property
    def document(self):
        return json.loads(self.content)

    @property
    def error(self):
        assert self.headers["Content-Type"] == "application/json"
        (sentence,) = self.document.values()
        return sentence


@pytest.fixture(scope="module")
def server():
    serving = Server(PAGE, lambda: b'{"words": ["\\ud800"]}', answer)
    thread = threading.Thread(target=serving.run)
    thread.start()
    yield serving
    serving.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def request_of(server):
    """Sends a request, by itself with the right Host and token; a header that is None is left out."""
    address, token = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/#token=(.+)", server.url).groups()

    def send(method, path, body=None, **headers):
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Host": address, "X_Firth_Token": token, "Content_Length": str(len(content))} | headers
        for name, value in given.items():
            if value is not None:
                connection.putheader(name.replace("_", "-"), value.replace("ADDRESS", address))
        connection.endheaders(content)
        reply = Reply(connection.getresponse())
        connection.close()
        return reply

    return send


def test_the_page_needs_no_token_and_may_not_be_shown_within_another(request_of):
    reply = request_of("GET", "/", X_Firth_Token=None)
    assert (reply.status, reply.content.decode()) == (200, PAGE)
    assert reply.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_payload_and_answers_are_given_to_who_has_the_token(request_of):
    assert request_of("GET", "/api/payload").content == b'{"words": ["\\ud800"]}'
    question = {"question": "国王 \ud800 </script>"}
    reply = request_of("POST", "/api/ask", question, Origin="http://ADDRESS")
    assert (reply.status, reply.document) == (200, {"asked": question})
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", [None, "", "wrong", "\xe9"])
@pytest.mark.parametrize("path", ["/api/payload", "/api/ask", "/api/", "/other", "/../../etc/passwd"])
def test_without_the_token_there_is_nothing_but_the_page(request_of, path, token):
    reply = request_of("GET", path, X_Firth_Token=token)
    assert (reply.status, "token is missing or wrong" in reply.error) == (403, True)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "ADDRESS.evil.example", "evil.example:80", "", None])
@pytest.mark.parametrize("path", ["/", "/api/payload"])
def test_a_foreign_host_is_refused(request_of, path, host):
    try:
        reply = request_of("GET", path, Host=host)
    except ConnectionResetError:  # without any, HTTP itself refuses, and may hang up before all is said
        assert host is None
        return
    assert reply.status in {400, 403}
    assert PAGE.encode() not in reply.content
    assert b"words" not in reply.content


def test_the_machine_may_also_be_called_localhost(request_of, server):
    port = re.search(r":(\d+)/", server.url)[1]
    assert request_of("GET", "/api/payload", Host=f"localhost:{port}").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://ADDRESS", "http://127.0.0.1", ""])
def test_a_foreign_origin_is_refused(request_of, origin):
    reply = request_of("POST", "/api/ask", {}, Origin=origin)
    assert (reply.status, reply.error) == (403, "A page from elsewhere may not ask here.")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("POST", "/", 405),
        ("POST", "/api/payload", 405),
        ("GET", "/api/ask", 405),
        ("OPTIONS", "/api/ask", 405),
        ("DELETE", "/api/ask", 405),
    ],
)
def test_there_are_three_addresses_and_a_method_for_each(request_of, method, path, status):
    reply = request_of(method, path, {})
    assert (reply.status, "error" in reply.document) == (status, True)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"nul\0", b"[" * 100_000, b"[" * 70 + b"]" * 70])
def test_what_is_not_json_is_refused(request_of, body):
    reply = request_of("POST", "/api/ask", body)
    assert (reply.status, reply.error.startswith("The question is not JSON: ")) == (400, True)


def test_a_question_is_of_limited_size(request_of):
    assert request_of("POST", "/api/ask", "x" * 1_000_000).status == 200
    reply = request_of("POST", "/api/ask", "x" * 1_100_000)
    assert (reply.status, reply.error) == (413, "A question has at most 1,048,576 bytes.")


def test_a_question_that_makes_no_sense_is_told_why(request_of):
    reply = request_of("POST", "/api/ask", "wrong")
    assert (reply.status, reply.error) == (400, "'<b>' is not among the 5 words.")


def test_a_mistake_of_ours_ends_no_server(request_of):
    assert request_of("POST", "/api/ask", "broken").status == 500
    assert request_of("POST", "/api/ask", "right").status == 200


def test_each_server_has_a_token_of_its_own(server):
    other = Server(PAGE, lambda: b"{}", answer)
    other.close()
    assert other.url.partition("#")[2] != server.url.partition("#")[2]
    assert len(other.url.partition("=")[2]) >= 40


def test_other_machines_do_not_reach_it(server):
    assert server._socket.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_in_use_is_an_error_that_says_what_to_do(server):
    port = server._socket.getsockname()[1]
    with pytest.raises(ArgumentError, match=rf"port={port}: cannot be used \(.*in use.*\)\. Choose another"):
        Server(PAGE, lambda: b"{}", answer, port=port)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(ArgumentError, match="from 0 to 65,535"):
        Server(PAGE, lambda: b"{}", answer, port=port)


def test_a_connection_that_says_nothing_does_not_keep_it_from_ending():
    serving = Server(PAGE, lambda: b"{}", answer)
    thread = threading.Thread(target=serving.run)
    thread.start()
    with socket.create_connection(serving._socket.getsockname()) as silent:
        silent.send(b"GET / HTTP/1.1\r\n")
        serving.stop()
        thread.join(20)
        assert not thread.is_alive()


def test_without_its_libraries_the_extra_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "firth.explorer.server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(ImportError, match=r"pip install 'firth\[explore\]'"):
        import firth.explorer.server  # noqa: F401, PLC0415 - the import is the point
