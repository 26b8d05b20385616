"""Where the runs of a model are kept: in a folder beside it, each a small model of its own.

A run holds words and vectors alone, and says in its `info` of which model it is. So a model that was trained anew
finds the runs of the old one out.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from firth.errors import FormatError, SourceError
from firth.vectors.word_vectors import WordVectors, load

__all__ = ["By", "digest", "kept_runs", "run_path", "runs_folder", "says_of_itself", "vectors_of_runs"]

By: TypeAlias = Literal["seeds", "sentences"]
"""What differs between the runs: the seed; or the seed, and the sentences, drawn anew with replacement."""


def runs_folder(model: str | os.PathLike[str]) -> Path:
    """The folder of a model's runs, whether it is there or not."""
    return Path(f"{os.fspath(model)}.stability")


def run_path(folder: Path, number: int) -> Path:
    """The file of a run, counted from 1."""
    return folder / f"run-{number:03}.safetensors"


def kept_runs(folder: Path) -> list[Path]:
    """The files of all runs, in order."""
    return sorted(folder.glob("run-*.safetensors"))


def digest(vectors: WordVectors) -> str:
    """What tells a model from others: its facts and the vector of its commonest word, however much of it was read."""
    facts = json.dumps(vectors.info, sort_keys=True, ensure_ascii=True).encode()
    return hashlib.blake2b(facts + vectors.vectors[0].tobytes(), digest_size=16).hexdigest()


def says_of_itself(run: WordVectors) -> dict[str, Any]:
    """What a run says of itself: ``model``, a digest, ``by`` and ``number``; empty if it is no run."""
    found = run.info.get("stability")
    return dict(found) if isinstance(found, dict) else {}


def vectors_of_runs(
    vectors: WordVectors, model: str | os.PathLike[str], *, limit: int | None = None
) -> tuple[By, Sequence[WordVectors]]:
    """Open the runs of a model.

    Args:
        vectors: the model.
        model: the name of its file.
        limit: how many rows of it were read.

    Returns:
        What differs between them, and the runs, whose words are those of the model.

    Raises:
        SourceError: there are none.
        FormatError: one is damaged, or of another model.
    """
    folder = runs_folder(model)
    command = f"firth stability {os.fspath(model)} TEXT, where TEXT is what the model was trained on"
    files = kept_runs(folder)
    if not files:
        only = "Only a .safetensors model that `firth train` wrote can have runs"
        advice = f"Train them: {command}" if "training" in vectors.info else only
        raise SourceError(f"{folder}: there are no runs of this model to compare with. {advice}.")
    try:
        loaded = [load(path, limit=limit) for path in files]
    except FormatError as error:
        wrong = str(error).removesuffix(" Fetch or save it again.")
        raise FormatError(f"{wrong} Train this run again: {command}.") from error
    runs = loaded if vectors.of_ids else [run.as_words() for run in loaded]
    expected = digest(vectors)
    for path, run in zip(files, runs, strict=True):
        if says_of_itself(run).get("model") != expected or run.words != vectors.words:
            raise FormatError(
                f"{path} is a run of another model, or of this one before it was trained anew. Train them: {command}."
            )
    return says_of_itself(runs[0])["by"], runs
