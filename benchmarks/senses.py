"""Senses that are known: two words replaced by one made-up word everywhere in a text, many such pairs at a time.

A pair is *found* if two or more senses are told apart by themselves. *Right* is the share of a pair's occurrences that
are put with their own word, when two senses are asked for, in the mean over pairs; *given words* is the same for
`WordVectors.sense`, which sees the ten words on each side, in no order. Beside it is plain k-means on the averaged
vectors of these words (SIF, a = 1e-3), and the share of the commoner word, which is what one gets for nothing.

Pairs are drawn at random from words of at least four letters, an equal number in each of four bands of frequency; the
two words of a pair occur at most four times as often as each other. With --wordnet DIR, the folder of WordNet's
`index.noun` and so on, as many pairs again are drawn of words that WordNet has as nouns only, and words that
should not be split are taken from those to which it gives one sense; names and inflected words (-s, -ed, -ing) are left
out.

With --encoder ENCODER an encoder reads the same occurrences, too; a third table then has each figure without and with
it. An encoder is slow: --most limits the occurrences of a word, for all figures.
"""

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from report import emit, machine, table
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

import firth
from firth.encoders.opening import open_encoder
from firth.recipes.model_text import model_text
from firth.search import unit_rows
from firth.studies.senses.division import assigned, divided
from firth.studies.senses.encoded import Reader
from firth.studies.senses.judgement import OF_MANY, OF_ONE, agreement, likeness
from firth.studies.senses.occurrences import around, evenly, places_of, sentences_of
from firth.studies.senses.one_word import found_senses
from firth.studies.senses.translation import mean_contexts, sense_rows, translation
from firth.studies.senses.views import Space, views_of

BANDS = ((50, 150), (150, 500), (500, 2_000), (2_000, 10_000))


class Lists(NamedTuple):
    nouns: set[str]
    one_sense: set[str]


def of_wordnet(folder: Path) -> Lists:
    """Words that are nouns only, and words of one sense."""
    senses, kinds, names = Counter(), {}, set()
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"index.{kind}").read_text(encoding="latin-1").splitlines():
            if not line.startswith(" "):
                word, _, number = line.split()[:3]
                senses[word] += int(number)
                kinds.setdefault(word, set()).add(kind)
        for line in (folder / f"data.{kind}").read_text(encoding="latin-1").splitlines():
            if not line.startswith(" "):
                fields = line.split()
                names |= {each.lower() for each in fields[4 : 4 + 2 * int(fields[3], 16) : 2] if each[0].isupper()}
    plain = {word for word in senses if word not in names and not word.endswith(("s", "ed", "ing"))}
    return Lists({word for word in plain if kinds[word] == {"noun"}}, {word for word in plain if senses[word] == 1})


def draw_pairs(corpus, number, among, taken, random):
    """Pairs of rows."""
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    pairs = []
    for at, (least, most) in enumerate(BANDS):
        inside = [row for row in np.flatnonzero((counts >= least) & (counts < most)).tolist() if len(words[row]) > 3]
        inside = [row for row in inside if words[row].isalpha() and (among is None or words[row] in among)]
        wanted = number * (at + 1) // len(BANDS) - number * at // len(BANDS)
        while wanted and len(inside) > 2:
            first, second = (inside[each] for each in random.choice(len(inside), 2, replace=False))
            if {first, second} & taken or not 1 / 4 < counts[first] / counts[second] < 4:
                continue
            taken |= {first, second}
            pairs.append((first, second))
            wanted -= 1
    return pairs


def planted(corpus, pairs):
    """The text with pairs as single words, in which the second word of each is called as the first."""
    new = np.arange(len(corpus.vocabulary))
    for first, second in pairs:
        new[second] = first
    return firth.EncodedCorpus.from_ids(new[corpus.ids], corpus.starts, words=corpus.vocabulary.words)


def k_means(space, places, row):
    words = around(space.corpus, places, 10)
    words[words == row] = -1
    table_ = np.concatenate([unit_rows(space.vectors.vectors - space.mean), np.zeros((1, len(space.mean)), np.float32)])
    weights = np.append(1e-3 / (1e-3 + space.shares), 0).astype(np.float32)
    means = (table_[words] * weights[words][..., None]).sum(axis=1)
    return KMeans(2, n_init=5, random_state=0).fit_predict(unit_rows(means))


def right(found, truth):
    share = float(np.mean(found == truth))
    return max(share, 1 - share)


def given_words(space, maps, places, senses, truth):
    """How often `WordVectors.sense` is right, on up to 200 occurrences."""
    vectors, row = space.vectors, int(space.corpus.ids[places[0]])
    word, parts = vectors.words[row], np.bincount(senses)
    matrices = [vectors.vectors, vectors.contexts]
    rows = [np.concatenate([m, sense_rows(space, a, m, places, senses)]) for a, m in zip(maps, matrices, strict=True)]
    facts = {"senses": {"words": [word], "numbers": [len(parts)], "mark": "|"}}
    names = (*vectors.words, *(f"{word}|{sense + 1}" for sense in range(len(parts))))
    model = firth.WordVectors(names, rows[0], rows[1], np.concatenate([vectors.counts, parts]), facts)
    some = evenly(np.arange(len(places)), 200)
    beside = around(space.corpus, places[some], 10)
    said = []
    for each in beside:
        context = [vectors.words[other] for other in each if other >= 0 and other != row]
        said.append(int(model.sense(word, context)[0][0].rpartition("|")[2]) - 1 if context else 0)
    return right(np.array(said), truth[some])


def read_too(space, mapped, places, reader, answers=None):
    """Agreement and likeness of two senses, where an encoder gives a view; and how many occurrences are right."""
    two = found_senses(space, mapped, places, number=2, seed=1, reader=reader)
    judged = {"agreement": two.judgements[0].agreement, "likeness": two.judgements[0].likeness}
    return judged if answers is None else {**judged, "right": right(two.senses, answers)}


def of_pair(space, maps, first, second, truth, args):  # noqa: PLR0913, PLR0917 - of `measure`
    row = space.vectors.index(first)
    places = evenly(places_of(space.corpus, row), args.most)
    answers = (truth[places] == second).astype(int)
    read = None if args.reader is None else read_too(space, maps[0], places, args.reader, answers)
    two = found_senses(space, maps[0], places, number=2, seed=1)
    judged = two.judgements[0]
    return {
        "agreement": judged.agreement,
        "likeness": judged.likeness,
        "right": right(two.senses, answers),
        "given_words": given_words(space, maps, places, two.senses, answers),
        "k_means": right(k_means(space, places, row), answers),
        "commoner": right(np.zeros(len(places)), answers),
        "read": read,
    }


def of_word(space, mapped, row, args, shuffled=None):
    """Agreement and likeness of two senses of a word."""
    places = evenly(places_of(space.corpus, row), args.most)
    views = views_of(space, places, row)
    if shuffled is not None:
        views = [view[shuffled.permutation(len(places))] for view in views]
    division = divided(views, 2, 1)
    senses = np.argmax(assigned(division.opinions(views)), axis=1)
    alike = likeness(mean_contexts(space, places, senses) @ mapped) if senses.any() and not senses.all() else 1.0
    agreed = agreement(views, sentences_of(space.corpus, places), 2, 1)
    read = None if args.reader is None or shuffled is not None else read_too(space, mapped, places, args.reader)
    return {"agreement": agreed, "likeness": alike, "read": read}


def split(rows, bounds):
    held = [row["agreement"] >= bounds.agreement and row["likeness"] <= bounds.likeness for row in rows]
    return float(np.mean(held)) if held else float("nan")


def controls(space, mapped, among, taken, args, random, *, shuffle=False):  # noqa: PLR0913, PLR0917 - of `measure`
    counts, words = space.vectors.counts, space.vectors.words
    rows = []
    for least, most in BANDS:
        inside = np.flatnonzero((counts >= max(2 * least, 100)) & (counts < 2 * most)).tolist()
        inside = [row for row in inside if len(words[row]) > 3 and words[row].isalpha() and words[row] not in taken]
        inside = [row for row in inside if among is None or words[row] in among]
        chosen = random.permutation(inside)[: args.words // len(BANDS)].tolist()
        rows += [of_word(space, mapped, row, args, random if shuffle else None) for row in chosen]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", metavar="CORPUS", help="as `firth encode TEXT -o CORPUS` writes it")
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--words", type=int, default=160, help="of each kind that should not be split")
    parser.add_argument("--wordnet", type=Path, metavar="DIR")
    parser.add_argument("--encoder", metavar="ENCODER", help="as `firth senses` takes it")
    parser.add_argument("--most", type=int, default=2_000, help="occurrences of a word")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    args.reader = None if args.encoder is None else Reader(open_encoder(args.encoder))
    random, taken = np.random.default_rng(args.seed), set()
    lists = None if args.wordnet is None else of_wordnet(args.wordnet)
    corpus = firth.load_corpus(args.corpus)
    groups = {"any words": draw_pairs(corpus, args.pairs, None, taken, random)}
    if lists is not None:
        groups["nouns"] = draw_pairs(corpus, args.pairs, lists.nouns, taken, random)
    text = planted(corpus, [pair for pairs in groups.values() for pair in pairs])
    vectors = firth.train(text)
    with threadpool_limits(1):
        rows = measure(args, corpus, text, vectors, groups, taken, lists, random)
    report(args, rows)


def measure(args, corpus, text, vectors, groups, taken, lists, random):  # noqa: PLR0913, PLR0917 - all of `main`
    """All figures."""
    words = corpus.vocabulary.words
    text = model_text(vectors, text, None, {}, None)
    merged = np.arange(len(words))
    for first, second in (pair for pairs in groups.values() for pair in pairs):
        merged[second] = first
    kept = np.isin(np.asarray(words)[merged], vectors.words)
    truth = corpus.ids[kept[corpus.ids]]  # the words before they were replaced, of the tokens that the model knows
    assert len(truth) == text.ids.size
    space = Space.of(text, vectors)
    maps = [translation(space, vectors.vectors), translation(space, vectors.contexts)]
    started = time.process_time()
    found = {
        name: [of_pair(space, maps, words[first], second, truth, args) for first, second in pairs]
        for name, pairs in groups.items()
    }
    seconds = time.process_time() - started
    planted_words = {words[row] for row in taken}
    kinds = {"any words": None, **({} if lists is None else {"one sense in WordNet": lists.one_sense})}
    others = {name: controls(space, maps[0], among, planted_words, args, random) for name, among in kinds.items()}
    if lists is not None:
        nouns = lists.one_sense & lists.nouns
        others["of these, nouns"] = controls(space, maps[0], nouns, planted_words, args, random)
    others["shuffled contexts"] = controls(space, maps[0], None, planted_words, args, random, shuffle=True)
    return {"pairs": found, "others": others, "seconds": seconds}


def report(args, rows):
    lines = []
    for name, some in rows["pairs"].items():
        for at in (*range(len(BANDS)), None):
            size = len(some) // len(BANDS)
            part = some if at is None else some[at * len(some) // len(BANDS) : (at + 1) * len(some) // len(BANDS)]
            if not part or not size:
                continue
            band = "all" if at is None else f"{BANDS[at][0]:,} to {BANDS[at][1]:,}"
            means = [np.mean([each[key] for each in part]) for key in ("right", "given_words", "k_means", "commoner")]
            lines.append(
                [
                    f"{name}, {band}",
                    str(len(part)),
                    *(f"{split(part, each):.2f}" for each in (OF_ONE, OF_MANY)),
                    *(f"{mean:.3f}" for mean in means),
                ]
            )
    first = table(["pairs", "n", "found", "with --all", "right", "given words", "k-means", "commoner"], lines)
    lines = [
        [name, str(len(some)), *(f"{split(some, each):.2f}" for each in (OF_ONE, OF_MANY))]
        for name, some in rows["others"].items()
    ]
    second = table(["words", "n", "split", "with --all"], lines)
    text = "\n\n".join([first, second, *([] if args.reader is None else [with_encoder(rows)])])
    emit({"machine": machine(), "seed": args.seed, **rows}, as_json=args.json, text=text)


def with_encoder(rows):
    lines = []
    for name, some in (*rows["pairs"].items(), *rows["others"].items()):
        read = [each["read"] for each in some if each["read"] is not None]
        if read:
            sides = (some, read)
            shares = [f"{np.mean([row['right'] for row in side]):.3f}" if "right" in side[0] else "" for side in sides]
            lines.append([name, str(len(some)), *(f"{split(side, OF_ONE):.2f}" for side in sides), *shares])
    return table(["words", "n", "two senses hold", "with the encoder", "right", "with the encoder"], lines)


if __name__ == "__main__":
    main()
