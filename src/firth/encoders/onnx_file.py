"""The network of an encoder in an ONNX file, as ONNX Runtime runs it. PyTorch is not needed."""

import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, FormatError, MissingExtraError, listed
from firth.formats.hub.fetching import first_line

__all__ = ["OnnxNetwork"]

Matrix = NDArray[np.float32]

USUAL = "last_hidden_state", "token_embeddings"  # what exporters call the vectors of the pieces
CUDA = "CUDAExecutionProvider"
_TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class OnnxNetwork:
    """A network that takes ids, a mask, and maybe types and positions of pieces.

    Attributes:
        layer: the name of the output that is taken.
        most: pieces that a text may have, if the file says so.
        batch: texts that it takes at once, if the file says so.
    """

    def __init__(self, path: Path, layer: int | str | None, device: str | None) -> None:
        """Open the file.

        Args:
            path: of it.
            layer: an output of the file, by name or by its place among those with a vector for each piece.
            device: "cpu" or "cuda"; None: a GPU if ONNX Runtime can use one.

        Raises:
            MissingExtraError: onnxruntime is not installed.
            ArgumentError: there is no such layer or device.
            FormatError: the file is damaged, or its network is not one of an encoder.
        """
        runtime = _library()
        options = runtime.SessionOptions()
        options.log_severity_level = 4  # its errors become ours
        providers = _providers(runtime, device)
        try:
            with warnings.catch_warnings(action="ignore"):  # that there is no GPU: see below
                self._session = runtime.InferenceSession(str(path), options, providers=providers)
        except Exception as error:  # noqa: BLE001 - it has one for each kind of damage, without a common parent
            raise FormatError(
                f"{path} cannot be opened by ONNX Runtime: {first_line(error)}. Fetch the file again, with the files "
                "of weights beside it, if it has any; or upgrade onnxruntime."
            ) from None
        if device == "cuda" and CUDA not in self._session.get_providers():
            raise ArgumentError("device", device, "ONNX Runtime finds no GPU that it can use. Leave the device out")
        self._path = path
        self._inputs = {each.name: each for each in self._session.get_inputs()}
        unknown = self._inputs.keys() - {"input_ids", "attention_mask", "token_type_ids", "position_ids"}
        if unknown or not {"input_ids", "attention_mask"} <= self._inputs.keys():  # without a mask, filling up counts
            raise FormatError(
                f"{path} is not the network of an encoder of text: its inputs are {listed(list(self._inputs))}, and "
                "not input_ids, attention_mask, and maybe token_type_ids and position_ids."
            )
        self.layer = self._chosen(layer)
        self.batch, self.most = (size if isinstance(size, int) else None for size in self._inputs["input_ids"].shape)

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Matrix:
        """float32[B, L, D]; see `firth.encoders.pieces.Network`.

        Raises:
            FormatError: it cannot be run on these ids, or returns something else than vectors of pieces.
        """
        texts, longest = ids.shape
        fill = (0, (self.batch or texts) - texts), (0, (self.most or longest) - longest)
        given = {
            "input_ids": np.pad(ids, fill),
            "attention_mask": np.pad(mask, fill),
            "token_type_ids": np.zeros_like(np.pad(ids, fill)),
            "position_ids": np.maximum(np.cumsum(np.pad(mask, fill), axis=1) - 1, 0),
        }
        feed = {name: given[name].astype(_TYPES.get(each.type, np.int64)) for name, each in self._inputs.items()}
        try:
            states = np.asarray(self._session.run([self.layer], feed)[0])
        except Exception as error:  # noqa: BLE001 - as above
            raise FormatError(
                f"{self._path} cannot be run on the ids of its tokenizer, the largest of which is {int(ids.max()):,}: "
                f"{first_line(error)}. Is tokenizer.json that of this model?"
            ) from None
        if states.ndim != 3 or states.shape[:2] != feed["input_ids"].shape:
            raise FormatError(f"{self._path}: {self.layer} has the shape {states.shape}, not a vector for each piece.")
        return states[:texts, :longest].astype(np.float32, copy=False)

    def _chosen(self, layer: int | str | None) -> str:
        found = [each.name for each in self._session.get_outputs() if each.shape is None or len(each.shape) in {0, 3}]
        if not found:
            raise FormatError(
                f"{self._path} has no output of a vector for each piece, only vectors of whole texts. Export the "
                "network without its pooling, such as by: optimum-cli export onnx --task feature-extraction"
            )
        if layer is None:
            return str(next((name for name in USUAL if name in found), found[0]))
        if layer in found:
            return str(layer)
        if isinstance(layer, int) and -len(found) <= layer < len(found):
            return str(found[layer])
        raise ArgumentError(
            "layer", layer, f"the file has these, by name or counted from 0 (-1 is the last): {', '.join(found[:30])}"
        )


def _library() -> Any:
    try:
        return import_module("onnxruntime")
    except ImportError:
        raise MissingExtraError("onnxruntime", "encoders", "An encoder in an ONNX file") from None


def _providers(runtime: Any, device: str | None) -> list[str]:
    """What ONNX Runtime is to run on, in its words.

    Raises:
        ArgumentError: there is no such device.
    """
    there = runtime.get_available_providers()
    if device not in {None, "cpu", "cuda"}:
        raise ArgumentError("device", device, "an ONNX file runs on cpu or cuda")
    if device == "cuda" and CUDA not in there:
        raise ArgumentError(
            "device",
            device,
            "the onnxruntime that is installed cannot use a GPU. Install the other one (pip uninstall onnxruntime; "
            "pip install onnxruntime-gpu), or leave the device out",
        )
    return [*([CUDA] if device != "cpu" and CUDA in there else []), "CPUExecutionProvider"]
