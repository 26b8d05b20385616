"""Models of the hub, fetched into its cache. Only files of vectors are, and nothing in them is run."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from firth.errors import ArgumentError, FirthError, MissingExtraError, SourceError, counted, listed

__all__ = ["MODEL", "SCHEME", "Place", "fetched", "first_line", "is_on_hub", "library", "place_of"]

SCHEME = "hf://"
NAME = re.compile(r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(@(?P<revision>[^/]+))?(/(?P<file>.+))?")
MODEL, TOKENIZER, CONFIG = "model.safetensors", "tokenizer.json", "config.json"

Result = TypeVar("Result")


class Place(NamedTuple):
    """What a name means.

    Attributes:
        repository: "owner/name".
        revision: of it; None: the newest.
        file: in it; None: the only one.
    """

    repository: str
    revision: str | None
    file: str | None


def is_on_hub(name: object) -> bool:
    """Whether a name is of something on the hub."""
    return isinstance(name, str) and name.startswith(SCHEME)


def fetched(name: str) -> Path:
    """The file of a model, or the folder of one of model2vec, in the hub's cache. It is fetched if it is not there.

    Args:
        name: "hf://owner/name", "hf://owner/name@revision" or "hf://owner/name/file".

    Raises:
        ArgumentError: it is not such a name.
        SourceError: there is no such repository, revision or file, several may be meant, or the hub cannot be reached.
        MissingExtraError: huggingface_hub is not installed.
    """
    try:
        return _fetched(name)
    except _Unreachable as error:
        raise SourceError(str(error)) from None


def _fetched(name: str) -> Path:
    place, hub = place_of(name), library()
    where: dict[str, Any] = {"repo_id": place.repository, "revision": place.revision}
    if place.file is not None:
        return Path(_asked(hub, name, lambda: hub.hf_hub_download(filename=place.file, **where)))
    try:
        names = _asked(hub, name, lambda: hub.HfApi().list_repo_files(**where))
    except _Unreachable as error:
        folder = _cached(hub, where)
        if folder is None:
            raise
        names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        if not any(each.endswith(".safetensors") for each in names):
            raise error from None
        where["local_files_only"] = True  # it has been asked in vain for long enough
    if TOKENIZER in names and MODEL in names:
        config = Path(_asked(hub, name, lambda: hub.hf_hub_download(filename=CONFIG, **where)))
        _check_model2vec(config, name)
        for file in (TOKENIZER, MODEL):
            path = Path(_asked(hub, name, lambda file=file: hub.hf_hub_download(filename=file, **where)))  # type: ignore[misc]
        return path.parent
    chosen = _only(names, name)
    return Path(_asked(hub, name, lambda: hub.hf_hub_download(filename=chosen, **where)))


class _Unreachable(Exception):  # noqa: N818 - it never leaves this module
    """The hub gives no answer."""


def place_of(name: str) -> Place:
    """What a name means.

    Raises:
        ArgumentError: it is not the name of a model on the hub.
    """
    match = NAME.fullmatch(name.removeprefix(SCHEME).rstrip("/"))
    if match is None or match["owner"] in {"datasets", "spaces", "buckets"}:
        raise ArgumentError("path", name, "is not the name of a model on the hub; write hf://owner/name")
    return Place(f"{match['owner']}/{match['name']}", match["revision"], match["file"])


def library() -> Any:
    """The library of the hub, ``huggingface_hub``.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import huggingface_hub.errors  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("huggingface_hub", "hub", "A model on the hub") from None
    return huggingface_hub


def _asked(hub: Any, name: str, ask: Callable[[], Result]) -> Result:
    """An answer of the hub; its errors become ours."""
    errors = hub.errors
    try:
        return ask()
    except errors.GatedRepoError:
        raise SourceError(
            f"{name}: its owner asks who fetches it. Accept the terms on its page, then log in: hf auth login"
        ) from None
    except errors.RepositoryNotFoundError:
        raise SourceError(
            f"{name}: there is no such model on the hub, or it is private. Check the name; if it is private, log in: "
            f"hf auth login"
        ) from None
    except errors.RevisionNotFoundError:
        raise SourceError(f"{name}: the model has no such revision. Leave out what follows the @.") from None
    except errors.LocalEntryNotFoundError:
        raise _Unreachable(f"{name}: {_UNREACHABLE}") from None
    except errors.EntryNotFoundError:
        raise SourceError(f"{name}: there is no such file in the repository. Check its name.") from None
    except (errors.HFValidationError, errors.HfHubHTTPError) as error:
        raise SourceError(
            f"{name}: the hub refuses it: {first_line(error)}. Check the name, or try again later."
        ) from None
    except (FirthError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - each layer of the network has errors of its own
        raise _Unreachable(f"{name}: {_UNREACHABLE} ({first_line(error)})") from None


_UNREACHABLE = "the hub cannot be reached, and the model is not in its cache. Check the network, or give a file"


def first_line(error: BaseException) -> str:
    """What messages show of an error of the library, which may have a page to say."""
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:200].rstrip(".")


def _cached(hub: Any, where: dict[str, Any]) -> Path | None:
    """The folder of a repository that was fetched before."""
    try:
        return Path(hub.snapshot_download(**where, local_files_only=True))
    except Exception:  # noqa: BLE001 - it was not
        return None


def _only(names: Sequence[str], name: str) -> str:
    """The one file of vectors in a repository."""
    models = [each for each in names if each.endswith(".safetensors")]
    if MODEL in models:
        return MODEL
    if not models:
        held = listed([each for each in names if not each.startswith(".")]) or "nothing"
        raise SourceError(
            f"{name} has no .safetensors file (it holds {held}). Name a file of vectors in it: {name}/FILE"
        )
    if len(models) > 1:
        raise SourceError(
            f"{name} has {counted(len(models), 'model')} ({listed(models)}). Name one: {name}/{models[0]}"
        )
    return models[0]


def _check_model2vec(config: Path, name: str) -> None:
    try:
        kind = json.loads(config.read_bytes()).get("model_type")
    except (ValueError, AttributeError, RecursionError):
        kind = None
    if kind != "model2vec":
        raise SourceError(
            f"{name} is a model of transformers ({kind}), which has no vector for each word. Name one of word vectors."
        )
