"""Train fastText's n-grams from a file and save its model.

A program of its own, as `train_gensim.py` is. It takes no seed; its threads race, so no two runs are the same. PyPI's
``fasttext-community`` has wheels for current Pythons.
"""

import argparse

import fasttext


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text")
    parser.add_argument("output", help="OUTPUT.bin")
    parser.add_argument("--architecture", choices=("skipgram", "cbow"), required=True)
    for name in ("vector-size", "window", "min-count", "negative", "epochs", "workers", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--sample", type=float, required=True)
    parser.add_argument("--alpha", type=float, default=0.05)
    parser.add_argument("--ngrams", type=int, nargs=2, default=(3, 6))
    parser.add_argument("--buckets", type=int, default=2_000_000)
    args = parser.parse_args()
    model = fasttext.train_unsupervised(
        args.text,
        model=args.architecture,
        dim=args.vector_size,
        ws=args.window,
        minCount=args.min_count,
        neg=args.negative,
        epoch=args.epochs,
        thread=args.workers,
        t=args.sample,
        lr=args.alpha,
        minn=args.ngrams[0],
        maxn=args.ngrams[1],
        bucket=args.buckets,
        verbose=0,
    )
    model.save_model(f"{args.output}.bin")


if __name__ == "__main__":
    main()
