"""The beginning of a fastText model: what the program was told to train."""

import math
import struct
from typing import Any, NamedTuple

__all__ = ["ARGUMENTS", "BEGIN", "LOSSES", "MAGIC", "MODELS", "VERSION", "VERSIONS", "Arguments", "looks_like_fasttext"]

MAGIC = 793712314
VERSION = 12
VERSIONS = (11, VERSION)
"""They differ in classifiers only."""

BEGIN = struct.Struct("<2i")
ARGUMENTS = struct.Struct("<12id")

MODELS = {1: "cbow", 2: "skipgram", 3: "supervised"}
LOSSES = {1: "hs", 2: "ns", 3: "softmax", 4: "ova"}


class Arguments(NamedTuple):
    """The program's options, by its own names; most say only how it was trained."""

    dim: int
    ws: int = 5
    epoch: int = 5
    minCount: int = 5  # noqa: N815 - the program's name
    neg: int = 5
    wordNgrams: int = 1  # noqa: N815
    loss: int = 2
    model: int = 2
    bucket: int = 0
    minn: int = 0
    maxn: int = 0
    lrUpdateRate: int = 100  # noqa: N815
    t: float = 1e-4

    def described(self) -> dict[str, Any]:
        """All of them, with words for what numbers stand for; JSON values."""
        words = {"loss": LOSSES.get(self.loss, self.loss), "model": MODELS.get(self.model, self.model)}
        return {**self._asdict(), **words, "t": self.t if math.isfinite(self.t) else None}


def looks_like_fasttext(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a fastText model."""
    return head.startswith(MAGIC.to_bytes(4, "little"))
