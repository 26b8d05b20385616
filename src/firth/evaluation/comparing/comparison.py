"""Two models or more on the same questions, and how their neighbourhoods differ."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from firth.errors import ArgumentError, ArgumentTypeError, FormatError
from firth.evaluation.asking import Answers, asked, measured, questions_known, rounds
from firth.evaluation.comparing.differences import Difference, difference, together
from firth.evaluation.comparing.neighbourhoods import nearest_words, neighbourhoods_of
from firth.evaluation.comparing.report import Comparison, Coverage
from firth.evaluation.comparing.shared_words import with_shared_words
from firth.evaluation.judge import Meter, SetLike, comparisons, own_sets, read_sets
from firth.evaluation.questions.coverage import script_of, strangers
from firth.evaluation.questions.sets import QuestionSet
from firth.evaluation.solving import Solver
from firth.evaluation.space import Protocol, check_protocol
from firth.progress.events import EvaluateProgress
from firth.vectors.word_vectors import WordVectors

__all__ = ["compare"]


def compare(  # noqa: PLR0913 - models, questions, and keywords that say how to ask
    models: Mapping[str, WordVectors] | Sequence[WordVectors],
    sets: Sequence[SetLike] | SetLike | None = None,
    *,
    solvers: Sequence[Solver] = ("3CosAdd",),
    protocols: Sequence[Protocol] = (Protocol(),),
    strict: bool = False,
    progress: Callable[[EvaluateProgress], None] | None = None,
) -> Comparison:
    """Compare models with the first of them: on the same questions, and word by word.

    Only the words that all models have are asked and can be answers; see `firth.evaluate` for a model by itself.

    Args:
        models: two or more, by name; without names they are A, B, C ...
        sets: as for `firth.evaluate`; None: Firth's own, in the language of the first model.
        solvers: of analogies.
        protocols: how to ask.
        strict: a line of a file that cannot be used is an error; else it is skipped and counted.
        progress: called several times a second while analogies are asked, for all models together.

    Returns:
        For each score the difference to the first model, with a 95 % interval and a verdict; and how the ten nearest
        words of each word differ.

    Raises:
        ArgumentError: there are fewer than two models, they share no word, or there is no such solver or transform.
        ArgumentTypeError: something is not `WordVectors`.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions, or a vector is not finite; the message names the model.

    Example:
        >>> other = firth.WordVectors(vectors.words, vectors.contexts)
        >>> report = firth.compare({"E": vectors, "E'": other}, ["pairs.txt"])
        >>> report.differences[0].model, report.differences[0].asked, report.differences[0].verdict
        ("E'", 3, 'too few')
    """
    named = _named(models)
    for protocol in protocols:
        check_protocol(protocol)
    fold = any(protocol.fold_case for protocol in protocols)
    shared = dict(zip(named, with_shared_words(named, fold_case=fold), strict=True))
    baseline = next(iter(named))
    questions = read_sets(own_sets(named[baseline].words) if sets is None else sets, strict=strict)
    works = [comparisons(model, rounds(protocols, questions), solvers) for model in shared.values()]
    meter, answers, nearest = Meter(sum(works), progress), [], []
    for (name, model), work in zip(shared.items(), works, strict=True):
        with _named_in_errors(name):
            answers.append(list(asked(model, questions, solvers, protocols, meter.add)))
            meter.finish(work)
            nearest.append(nearest_words(model))
    found = [each for several in zip(*answers, strict=True) for each in _differences(list(named), several)]
    return Comparison(
        tuple((name, len(model)) for name, model in named.items()),
        len(shared[baseline]),
        tuple(found),
        tuple(dict.fromkeys(_coverage(named, questions, protocols))),
        tuple(
            neighbourhoods_of((baseline, name), shared[baseline].words, nearest[0], other)
            for name, other in list(zip(named, nearest, strict=True))[1:]
        ),
        tuple((each.name, len(each.skipped)) for each in questions if each.skipped),
        (*_scripts(named), *_unasked(questions, found, shared[baseline].words)),
    )


@contextmanager
def _named_in_errors(name: str) -> Iterator[None]:
    try:
        yield
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from None


def _named(models: Mapping[str, WordVectors] | Sequence[WordVectors]) -> dict[str, WordVectors]:
    if isinstance(models, WordVectors) or not isinstance(models, Mapping | Sequence):
        raise ArgumentTypeError("models", models, "must be a list of WordVectors, or a dict of them by name")
    named = dict(models) if isinstance(models, Mapping) else {_letter(i): model for i, model in enumerate(models)}
    for name, model in named.items():
        if not isinstance(model, WordVectors):
            raise ArgumentTypeError(f"models[{name!r}]", model, "must be WordVectors, such as firth.load(path) gives")
    if len(named) < 2:
        raise ArgumentError("models", list(named), "give two models or more; firth.evaluate judges a single one")
    return {name: model.as_words() for name, model in named.items()}


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"model {place + 1}"


def _differences(names: Sequence[str], answers: Sequence[Answers]) -> Iterator[Difference]:
    """Of each other model to the first, those of the whole set before those of its sections."""
    of_models = zip(*measured(answers), strict=True)
    first = next(of_models)
    for name, other in zip(names[1:], of_models, strict=True):
        found = [difference(names[0], name, *pair) for pair in zip(first, other, strict=True)]
        yield from (each for each in found if each.is_whole)
        yield from together([each for each in found if not each.is_whole])


def _scripts(models: Mapping[str, WordVectors]) -> Iterator[str]:
    """A sentence about models that seem to be of different languages."""
    scripts = {name: script_of(model.words) for name, model in models.items()}
    if len(set(scripts.values())) > 1:
        of_each = ", ".join(f"those of {name} in {script}" for name, script in scripts.items())
        yield f"the words of the models are written differently: {of_each}. Compare models of one language."


def _unasked(questions: Sequence[QuestionSet], found: Sequence[Difference], words: Sequence[str]) -> Iterator[str]:
    asked_of = {each.set for each in found if each.asked}
    yield from (strangers(each, words, whose="all models have") for each in questions if each.name not in asked_of)


def _coverage(
    models: Mapping[str, WordVectors], questions: Sequence[QuestionSet], protocols: Sequence[Protocol]
) -> Iterator[Coverage]:
    for protocol in protocols:
        for name, model in models.items():
            for questions_of, how, known, of in questions_known(model, questions, protocol):
                yield Coverage(questions_of, how, name, known, of)
