"""The network of an encoder as PyTorch and transformers run it, from a folder or from Hugging Face's hub."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, FirthError, FormatError, MissingExtraError, SourceError, listed
from firth.formats.hub.fetching import first_line

__all__ = ["TransformerNetwork", "fast_tokenizer"]

Matrix = NDArray[np.float32]


class TransformerNetwork:
    """A network with hidden states.

    Attributes:
        layer: of the hidden states, as it was given; the last if none was.
        most: pieces that a text may have, if it is known.
    """

    def __init__(self, name: str, layer: int | str | None, device: str | None) -> None:
        """Load the weights. Code that comes with a model is not run.

        Args:
            name: of a folder, or of a model on the hub.
            layer: of the hidden states: 0 is what comes before the first layer, -1 the last.
            device: as PyTorch names it; None: a GPU if there is one.

        Raises:
            MissingExtraError: transformers or PyTorch is not installed.
            SourceError: there is no such model, or the hub cannot be reached.
            FormatError: it is damaged, or some of its weights are missing.
            ArgumentError: there is no such layer or device.
        """
        torch, transformers = _library("torch"), _library("transformers")
        device = _device(torch, device)
        transformers.utils.logging.disable_progress_bar()  # of the loading, which is short
        loaded = _asked(
            name,
            lambda: transformers.AutoModel.from_pretrained(name, trust_remote_code=False, output_loading_info=True),
        )
        model, missing = loaded[0], [key for key in loaded[1]["missing_keys"] if "pooler" not in key]
        if missing:
            raise FormatError(f"{name} lacks weights ({listed(sorted(missing))}). Fetch it again.")
        if model.config.is_encoder_decoder:
            model = model.get_encoder()
        self._model, self._torch, self._name = model.float().eval().to(device), torch, name
        self.layer = -1 if layer is None else layer
        positions = getattr(model.config, "max_position_embeddings", None)
        self.most = positions if isinstance(positions, int) and positions > 0 else None

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Matrix:
        """float32[B, L, D]; see `firth.encoders.pieces.Network`.

        Raises:
            FormatError: it cannot be run on these ids.
            ArgumentError: there is no such layer.
        """
        torch = self._torch
        try:
            with torch.inference_mode():
                given = [torch.from_numpy(each).to(self._model.device) for each in (ids, mask)]
                found = self._model(input_ids=given[0], attention_mask=given[1], output_hidden_states=True)
                states = found.hidden_states
        except (IndexError, RuntimeError) as error:
            raise FormatError(
                f"{self._name} cannot be run on the ids of its tokenizer, the largest of which is {int(ids.max()):,}: "
                f"{first_line(error)}. Is tokenizer.json that of this model?"
            ) from None
        if not isinstance(self.layer, int) or not -len(states) <= self.layer < len(states):
            remedy = f"is one of 0 (before the first layer) to {len(states) - 1}, or -1, the last"
            raise ArgumentError("layer", self.layer, remedy)
        return np.asarray(states[self.layer].float().cpu().numpy())


def fast_tokenizer(name: str) -> tuple[Any, int | None]:
    """The ``tokenizers.Tokenizer`` of a model, and how many pieces a text may have, if it says so.

    Raises:
        SourceError: there is none, or the hub cannot be reached.
        FormatError: it cannot say where its pieces are in a text.
    """
    found = _asked(name, lambda: _library("transformers").AutoTokenizer.from_pretrained(name, trust_remote_code=False))
    if not found.is_fast:
        raise FormatError(
            f"{name} has no tokenizer.json, and its tokenizer does not say where its pieces are in a text. Give an "
            "encoder that has one."
        )
    return found.backend_tokenizer, found.model_max_length if found.model_max_length < 1 << 30 else None


def _asked(name: str, ask: Any) -> Any:
    """What transformers gives; its errors become ours."""
    try:
        return ask()
    except (FirthError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - each of its libraries has errors of its own
        if Path(name).is_dir():
            raise FormatError(
                f"{name} cannot be opened as an encoder: {first_line(error)}. It needs config.json, weights such as "
                "model.safetensors, and tokenizer.json."
            ) from None
        raise SourceError(
            f"{name} is no folder here, and cannot be had from Hugging Face's hub: {first_line(error)}. Without a "
            f"network, fetch it on another machine (hf download {name} --local-dir FOLDER), and give that folder."
        ) from None


def _library(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        raise MissingExtraError(package, "transformers", "An encoder of Hugging Face") from None


def _device(torch: Any, device: str | None) -> str:
    """A device that is there.

    Raises:
        ArgumentError: the one that is asked for is not.
    """
    if device is None:
        return "cuda" if torch.cuda.is_available() else "cpu"
    with suppress(RuntimeError, AssertionError, NotImplementedError):
        torch.zeros(1, device=device)
        return device
    there = ["cpu", *(["cuda"] if torch.cuda.is_available() else []), *(["mps"] if _has_mps(torch) else [])]
    raise ArgumentError("device", device, f"PyTorch finds no such device on this machine; there is {', '.join(there)}")


def _has_mps(torch: Any) -> bool:
    return bool(torch.backends.mps.is_available())
