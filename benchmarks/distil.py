"""What distilling gives and costs: word similarity of distilled vectors, alone and combined; and its speed.

ENCODER is what `firth distil` takes, or MODULE:FUNCTION, a function from a list of texts to an array. The words are
those of the sets, in lower case, and the commonest of the text. A figure is Spearman's correlation, the cosine of a
pair with a missing word being 0; *mean* is over the sets. With --speed N, only the processor time of N words, each
alone, is measured, beside a bare loop of ONNX Runtime and tokenizers over the same batches; both in turn.
"""

import argparse
import importlib
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from accuracy import read_folder
from report import emit, machine, table
from scipy.stats import spearmanr

import firth
from firth.evaluation.questions.sets import SimilaritySet

REFINEMENTS = {"centred": {"center": True}, "centred, 1 off": {"center": True, "remove": 1}}
COMBINED = [
    ("", "concat", 2),
    ("", "concat", 4),
    (", centred", "concat", 1),
    (", centred", "concat", 2),
    ("", "gcca", 1),
]
BATCH = 64


def scores_of(vectors: firth.WordVectors, sets: Sequence[SimilaritySet]) -> dict[str, float]:
    """Spearman's correlation of each set, and their mean."""
    rows = {word: row for row, word in enumerate(vectors.words)}
    found = {}
    for each in sets:
        cosines = []
        for pair in each.pairs:
            both = [rows.get(word.lower()) for word in pair]
            a, b = (np.zeros(1) if None in both else vectors.vectors[row].astype(float) for row in both)
            cosines.append(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-12))
        found[each.name] = float(spearmanr(cosines, each.scores).statistic)
    return {"mean": statistics.fmean(found.values()), **found}


def made(args: argparse.Namespace, words: list[str]) -> Iterator[tuple[str, firth.WordVectors]]:
    """Distilled vectors, with their names."""
    encoder, given = args.encoder, {"layer": args.layer, "batch_size": BATCH}
    pool = "word"
    if ":" in encoder:
        module, function = encoder.split(":")
        encoder, given, pool = getattr(importlib.import_module(module), function), {}, "context"
    for contexts in (0, *args.contexts):
        name = f"{contexts} contexts" if contexts else "alone"
        kept = None if args.keep is None else args.keep / f"{name.replace(' ', '-')}.safetensors"
        if kept is not None and kept.exists():
            yield name, firth.load(kept)
            continue
        how = {"window": args.window, "pool": pool} if contexts else {}
        vectors = firth.distil(encoder, args.corpus, words=words, contexts=contexts, progress=True, **how, **given)
        if kept is not None:
            vectors.save(kept)
        yield name, vectors


def variants(args: argparse.Namespace, words: list[str]) -> Iterator[tuple[str, firth.WordVectors]]:
    """Each way, with its name."""
    trained = {path.stem: firth.load(path) for path in args.models}
    yield from trained.items()
    for name, whole in made(args, words):
        enough = np.flatnonzero(whole.counts >= args.min_count)
        names = tuple(whole.words[row] for row in enough.tolist())
        vectors = firth.WordVectors(names, whole.vectors[enough], counts=whole.counts[enough])
        yield name, vectors
        ways = {"": vectors}
        for step, fields in REFINEMENTS.items():
            ways[f", {step}"] = firth.refine(vectors, **fields)
            yield f"{name}, {step}", ways[f", {step}"]
        for other, model in trained.items():
            for way, method, weight in COMBINED:
                both = firth.combine([ways[way], model], method=method, weights=[weight, 1], words="all")
                yield f"{name}{way} + {other}: {method} {weight}:1", both


def processor_seconds(work: Callable[[], object]) -> float:
    """What all threads of this process spend."""
    before = time.process_time()
    work()
    return time.process_time() - before


def bare_loop(folder: Path, words: Sequence[str]) -> None:
    """The same batches without Firth: what any program has to do."""
    import onnxruntime  # noqa: PLC0415 - an extra
    import tokenizers  # noqa: PLC0415 - the same

    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding()
    names = [each.name for each in session.get_inputs()]
    ordered = sorted(words, key=lambda word: len(tokenizer.encode(word, add_special_tokens=False).ids))
    result = []
    for at in range(0, len(ordered), BATCH):
        cut = tokenizer.encode_batch(ordered[at : at + BATCH])
        ids, mask = (np.array([getattr(each, name) for each in cut]) for name in ("ids", "attention_mask"))
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = session.run(None, {name: feed[name] for name in names})[0]
        result.append((states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None])
    np.concatenate(result)


def speed(args: argparse.Namespace) -> None:
    vocabulary = firth.load_corpus(args.corpus).vocabulary
    frequent = [word for word, count in zip(vocabulary.words, vocabulary.counts, strict=True) if count >= 5]
    words = frequent[:: max(len(frequent) // args.speed, 1)]
    ways = {
        "bare loop": lambda: bare_loop(Path(args.encoder), words),
        "firth.distil": lambda: firth.distil(args.encoder, words=words, batch_size=BATCH),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(args.runs):
        for name, work in ways.items():
            seconds[name].append(processor_seconds(work))
    least = {name: min(each) for name, each in seconds.items()}
    rows = [[name, f"{least[name]:.2f}", f"{least[name] / least['bare loop']:.3f}"] for name in ways]
    document = {"machine": machine(), "words": len(words), "processor_seconds": seconds}
    emit(document, as_json=args.json, text=table([f"{len(words):,} words", "processor s", "ratio"], rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", metavar="ENCODER")
    parser.add_argument("corpus", metavar="CORPUS", help="a text as `firth encode --min-count 1` wrote it")
    parser.add_argument("--evalsets", type=Path, metavar="DIR", help="sets of similarity")
    parser.add_argument("--contexts", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--window", type=int, default=12)
    parser.add_argument("--layer", type=int)
    parser.add_argument("--models", type=Path, nargs="*", default=[], metavar="MODEL", help="to combine with")
    parser.add_argument("--commonest", type=int, default=5000, metavar="N", help="words of the text beside the sets'")
    parser.add_argument(
        "--min-count", type=int, default=0, metavar="N", help="of the sets' words; rarer ones are missing"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="for distilled models; those there are taken")
    parser.add_argument("--speed", type=int, metavar="N")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if args.speed:
        speed(args)
        return
    sets = [each for each in read_folder(args.evalsets) if isinstance(each, SimilaritySet)]
    asked = sorted({word.lower() for each in sets for pair in each.pairs for word in pair})
    vocabulary = firth.load_corpus(args.corpus).vocabulary
    words = list(dict.fromkeys([*asked, *vocabulary.words[: args.commonest]]))
    rows = [{"way": name, **scores_of(vectors, sets)} for name, vectors in variants(args, words)]
    lines = [[row["way"], *(f"{row[key]:.3f}" for key in row if key != "way")] for row in rows]
    emit({"machine": machine(), "rows": rows}, as_json=args.json, text=table(list(rows[0]), lines))


if __name__ == "__main__":
    main()
