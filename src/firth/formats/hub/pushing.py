"""Models put on the hub: the file, and a card that says what it is and how it is loaded."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from firth.errors import ArgumentError, TargetError, counted
from firth.formats.hub.fetching import MODEL, SCHEME, first_line, is_on_hub, library, place_of
from firth.formats.record import Record
from firth.formats.safetensors.model import write_safetensors
from firth.formats.target import replacing

__all__ = ["pushed"]

CARD = "README.md"


def pushed(record: Record, name: str, *, private: bool | None, dtype: str) -> str:
    """Put a model on the hub, and a card beside it if there is none. Returns its address.

    Raises:
        ArgumentError: it is not a name of a repository.
        TargetError: the hub refuses it, or cannot be reached.
        MissingExtraError: huggingface_hub is not installed.
    """
    place, hub = place_of(name if is_on_hub(name) else f"{SCHEME}{name}"), library()
    if place.file is not None:
        raise ArgumentError("name", name, "names a file; a repository is owner/name")
    api = hub.HfApi()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MODEL
        with replacing(path) as out:
            write_safetensors(record, out, MODEL, dtype)
        try:
            url = api.create_repo(place.repository, private=private, exist_ok=True)
            files = [hub.CommitOperationAdd(MODEL, str(path))]
            if not api.file_exists(place.repository, CARD):
                files.append(hub.CommitOperationAdd(CARD, _card(record, place.repository).encode("utf-8")))
            api.create_commit(place.repository, files, commit_message="Add word vectors", revision=place.revision)
        except Exception as error:  # noqa: BLE001 - the library and each layer of the network have errors of their own
            raise TargetError(
                f"{name} could not be written to the hub: {first_line(error)}. Log in with a token that may write: "
                f"hf auth login"
            ) from None
    return str(url)


def _card(record: Record, repository: str) -> str:
    """What the repository's page says: what the model is, and how to load it."""
    rows, width = record.vectors.shape
    config = record.info.get("config")
    settings = dict(config) if isinstance(config, Mapping) else {}
    table = "".join(f"| `{key}` | {value} |\n" for key, value in sorted(settings.items()) if value is not None)
    trained = f"\n| setting | value |\n| --- | --- |\n{table}" if table else ""
    return (
        "---\nlibrary_name: firth\ntags:\n- word2vec\n- word-embeddings\n---\n\n"
        f"# {repository}\n\n{counted(rows, 'word')} of {counted(width, 'dimension')}.\n\n"
        "```python\nimport firth  # pip install 'firth[hub]'\n\n"
        f'vectors = firth.load("{SCHEME}{repository}")\n```\n{trained}'
    )
