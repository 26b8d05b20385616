import pytest

from fuzz import Server


@pytest.fixture(scope="module")
def server():
    """A process that reads files, and may crash."""
    server = Server()
    yield server
    server.close()
