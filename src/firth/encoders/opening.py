"""From what a person gives to an encoder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from firth.encoders.encoder import Encoder
from firth.encoders.function import FunctionEncoder
from firth.encoders.onnx_file import OnnxNetwork
from firth.encoders.pieces import PieceEncoder
from firth.encoders.transformer import TransformerNetwork, fast_tokenizer
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingExtraError, SourceError
from firth.formats.hub.fetching import SCHEME, first_line

__all__ = ["BATCH_SIZE", "AnyEncoder", "open_encoder"]

BATCH_SIZE = 64
"""Texts that an encoder is given at once, if nothing else is asked for."""

MOST_PIECES = 512  # of a text, where neither the network nor the tokenizer says

AnyEncoder: TypeAlias = str | Path | Encoder | Callable[[list[str]], Any]
"""A folder, a file or a name on the hub; a function from a list of texts to an array; or one that is open."""


def open_encoder(
    encoder: AnyEncoder, *, layer: int | str | None = None, batch_size: int = BATCH_SIZE, device: str | None = None
) -> Encoder:
    """Open an encoder.

    Args:
        encoder: a function from a list of texts to an array (or an object with such a method ``encode``, as those of
            sentence-transformers and model2vec); a folder with model.onnx, or onnx/model.onnx, and tokenizer.json, or
            such a file beside its tokenizer.json (both need the extra ``encoders``); a folder of sentence-transformers
            or of Hugging Face, or the name of a model on its hub (extra ``transformers``).
        layer: which vectors of pieces: of an ONNX file one of its outputs, by name or by number; otherwise a hidden
            state, 0 before the first layer, -1 the last. None: the last.
        batch_size: texts that it is given at once.
        device: "cpu", "cuda", or what else PyTorch has; None: a GPU if there is one.

    Raises:
        MissingExtraError: a library is not installed.
        SourceError: there is no such file, folder or name, or the hub cannot be reached.
        FormatError: a file is damaged, or lacks something.
        ArgumentError: there is no such layer or device, or what a function returns is not a vector for each text.
        ArgumentTypeError: it is nothing of the kind.
    """
    if batch_size < 1:
        raise ArgumentError("batch_size", batch_size, "must be 1 or more")
    if isinstance(encoder, str | Path):
        return _of_name(str(encoder).removeprefix(SCHEME), layer, batch_size, device)
    for name, value in (("layer", layer), ("device", device)):
        if value is not None:
            raise ArgumentError(name, value, "has no effect on an encoder that is given as a function or an object")
    if isinstance(encoder, Encoder):
        return encoder
    function = getattr(encoder, "encode", encoder)
    if not callable(function):
        raise ArgumentTypeError("encoder", encoder, "must be a folder, a file, or a function from texts to an array")
    return FunctionEncoder(function, batch_size, getattr(encoder, "__name__", type(encoder).__name__))


def _of_name(name: str, layer: int | str | None, batch_size: int, device: str | None) -> Encoder:
    path = Path(name)
    file = next((each for each in _network_files(path) if each.is_file()), None)
    if file is not None:
        onnx = OnnxNetwork(file, layer, device)
        tokenizer = _cutting(_tokenizer_of(file), onnx.most)
        facts: dict[str, Any] = {"name": path.resolve().name, "kind": "onnx", "layer": onnx.layer}
        return PieceEncoder(tokenizer, onnx, min(batch_size, onnx.batch or batch_size), facts)
    looks_local = name.startswith((".", "/", "~")) or name.count("/") > 1
    if path.suffix == ".onnx" or path.is_file() or (looks_local and not path.is_dir()):
        what = "is neither an .onnx file nor a folder" if path.exists() else "there is no such file or folder"
        raise SourceError(f"{name}: {what}. Give a folder with model.onnx and tokenizer.json, or the name of a model.")
    source = str(_first_module(path)) if path.is_dir() else name
    if path.is_dir() and not (Path(source) / "config.json").is_file():
        raise FormatError(
            f"{name} is no encoder: it has neither model.onnx nor config.json. Give the folder in which they are."
        )
    try:
        network = TransformerNetwork(source, layer, device)
    except MissingExtraError as error:
        if path.is_dir():
            raise
        what = f"{name}: there is no such folder or file; a model of that name on Hugging Face's hub"
        raise MissingExtraError(error.package, error.extra, what) from None
    own, most = fast_tokenizer(source)
    shown = path.resolve().name if path.is_dir() else name
    facts = {"name": shown, "kind": "transformer", "layer": network.layer}
    limits = [each for each in (most, network.most) if each is not None]
    return PieceEncoder(_cutting(own, min(limits, default=None)), network, batch_size, facts)


def _network_files(path: Path) -> tuple[Path, ...]:
    return (path,) if path.suffix == ".onnx" else (path / "model.onnx", path / "onnx" / "model.onnx")


def _tokenizer_of(file: Path) -> Any:
    """The tokenizer beside a network, or in the folder above.

    Raises:
        MissingExtraError: tokenizers is not installed.
        FormatError: there is none, or it is damaged.
    """
    found = next((folder / "tokenizer.json" for folder in file.absolute().parents[:2] if _has_tokenizer(folder)), None)
    if found is None:
        raise FormatError(
            f"{file} has no tokenizer.json beside it, which says how texts are cut for it. Put that of its model there."
        )
    try:
        import tokenizers  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("tokenizers", "encoders", "An encoder in an ONNX file") from None
    try:
        return tokenizers.Tokenizer.from_file(str(found))
    except Exception as error:  # noqa: BLE001 - it raises Exception itself
        raise FormatError(f"{found} is damaged: {first_line(error)}. Fetch it again.") from None


def _has_tokenizer(folder: Path) -> bool:
    return (folder / "tokenizer.json").is_file()


def _cutting(tokenizer: Any, most: int | None) -> Any:
    """A copy of a tokenizer that cuts long texts off and fills none up. What looks like [MASK] in a text is text."""
    own = type(tokenizer).from_str(tokenizer.to_str())
    allowed = [each for each in (most, (own.truncation or {}).get("max_length")) if each is not None]
    own.no_padding()
    own.enable_truncation(min(allowed, default=MOST_PIECES))
    own.encode_special_tokens = True
    return own


def _first_module(folder: Path) -> Path:
    """Where sentence-transformers keeps the network; for others the folder itself.

    Raises:
        FormatError: its list of modules is damaged.
    """
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return folder / str(modules[0]["path"])
    except FileNotFoundError:
        return folder
    except (ValueError, LookupError, TypeError) as error:
        raise FormatError(f"{folder / 'modules.json'} is damaged: {first_line(error)}. Fetch it again.") from None
