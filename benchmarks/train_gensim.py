"""Train gensim's Word2Vec from a file and save word2vec's binary format.

A program of its own, so that gensim is measured as a process and may live in another Python's environment.
It trains with ``corpus_file``, gensim's fastest way; note that gensim cuts lines there at 10,000 words.
"""

import argparse

from gensim.models import Word2Vec


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text")
    parser.add_argument("output")
    parser.add_argument("--architecture", choices=("skipgram", "cbow"), required=True)
    for name in ("vector-size", "window", "min-count", "negative", "hs", "epochs", "workers", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("sample", "alpha"):
        parser.add_argument(f"--{name}", type=float, required=True)
    settings = vars(parser.parse_args())
    text, output = settings.pop("text"), settings.pop("output")
    skipgram = settings.pop("architecture") == "skipgram"
    model = Word2Vec(corpus_file=text, sg=int(skipgram), **settings)
    model.wv.save_word2vec_format(output, binary=True)


if __name__ == "__main__":
    main()
