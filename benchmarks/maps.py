"""Maps of a vocabulary: seconds, distortion, and whether one thread and two draw the same.

Processor time is shown beside the time that passed: on a busy machine only the first can be compared. With ``--umap``,
UMAP (umap-learn, which must be installed) draws the same words from the same exact neighbours, on one thread, with its
defaults.
"""

import argparse
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
from report import emit, machine, table

import firth
from firth.explorer.maps.distortion import distortion_of
from firth.explorer.maps.mapping import map_of
from firth.explorer.maps.projecting import neighbours_of
from firth.search import unit_rows

UMAP_NEIGHBOURS = 15  # its default, the word itself included


def timed(work: Callable[[], object]) -> tuple[object, dict]:
    """What the work returns, and the seconds that passed and those of the processors."""
    begun, used = time.perf_counter(), sum(os.times()[:2])
    result = work()
    return result, {"seconds": time.perf_counter() - begun, "processor_seconds": sum(os.times()[:2]) - used}


def drawn(vectors: firth.WordVectors, projection: str, words: int) -> dict:
    """A map of so many words, drawn on one thread and on two."""
    config = {"projection": projection, "words": words}
    one, seconds = timed(lambda: map_of(vectors, firth.ExploreConfig(**config, workers=1)))
    two = map_of(vectors, firth.ExploreConfig(**config, workers=2))
    same = all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ("positions", "clusters"))
    return {**config, **seconds, **asdict(one.distortion), "same_on_two_threads": same}


def by_umap(vectors: firth.WordVectors, words: int) -> dict:
    """The same words, drawn by UMAP."""
    import umap  # noqa: PLC0415 - not a part of Firth's environment

    directions = unit_rows(vectors.vectors[:words])

    def draw() -> np.ndarray:
        ids, cosines = neighbours_of(directions, UMAP_NEIGHBOURS - 1, 1, lambda _: None)
        ids = np.column_stack([np.arange(words), ids]).astype(np.int32)
        distances = np.sqrt(np.maximum(2 - 2 * np.column_stack([np.ones(words), cosines]), 0)).astype(np.float32)
        method = umap.UMAP(
            n_neighbors=UMAP_NEIGHBOURS, precomputed_knn=(ids, distances), random_state=1, init="pca", n_jobs=1
        )
        return method.fit_transform(directions)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a search tree that precomputed neighbours do not have
        places, seconds = timed(draw)
    distortion = distortion_of(directions, places.astype(np.float32), 15, 2_000, 1)
    return {"projection": "umap", "words": words, **seconds, **asdict(distortion), "same_on_two_threads": None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--words", type=int, nargs="+", default=[5_000, 20_000, 50_000], metavar="N")
    parser.add_argument("--umap", action="store_true", help="UMAP's map too")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    vectors = firth.load(args.model)
    rows = [drawn(vectors, projection, words) for projection in ("pca", "tsne") for words in args.words]
    if args.umap:
        rows += [by_umap(vectors, words) for words in args.words]
    shown = [
        [
            each["projection"],
            f"{each['words']:,}",
            f"{each['seconds']:.1f}",
            f"{each['processor_seconds']:.1f}",
            f"{each['trustworthiness']:.3f}",
            f"{each['continuity']:.3f}",
            {True: "yes", False: "no", None: "-"}[each["same_on_two_threads"]],
        ]
        for each in rows
    ]
    header = ["projection", "words", "s", "processor s", "trustworthiness", "continuity", "same on two threads"]
    emit({"machine": machine(), "results": rows}, as_json=args.json, text=table(header, shown))


if __name__ == "__main__":
    main()
