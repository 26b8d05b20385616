"""Occurrences in senses, by what three views of them agree on.

The word before, the word after and the wider context are about independent of each other once the sense is known, so
that what they have in common is the sense. It shows first in the covariance of the views: the directions of its largest
singular values are those in which the means of the senses differ (Anandkumar, Hsu and Kakade 2012, "A Method of
Moments for Mixture Models and Hidden Markov Models"). From there each view in turn learns, by linear discriminant
analysis, what the other two say together (co-training: Blum and Mitchell 1998; several views and rounds as in co-EM:
Nigam and Ghani 2000). A view never learns from itself, and so what only one of them sees, such as a subject within a
sense, is soon forgotten.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import MissingExtraError
from firth.studies.senses.views import View

__all__ = ["Division", "Judge", "assigned", "divided", "need_scikit_learn"]

Floats = NDArray[np.float64]

ROUNDS: Final = 8
SHRINKAGE: Final = 0.5
"""Of the covariance, towards equal variances (Ledoit and Wolf 2004, with a fixed share)."""

FEWEST: Final = 0.02
"""Share of the occurrences, below which there is nothing to learn a sense of."""


class Judge(NamedTuple):
    """What a view says of the senses: linear discriminant analysis, as if senses were equally frequent.

    Else a view that knows little would join the larger sense, and the others would follow it.

    Attributes:
        weights: float64[D, K].
        offsets: float64[K].
    """

    weights: Floats
    offsets: Floats

    def opinion(self, view: View) -> Floats:
        """float64[n, K], the logarithm of the chance of each sense at each occurrence."""
        scores = view @ self.weights + self.offsets
        scores -= scores.max(axis=1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), np.float64)


class Division(NamedTuple):
    """What tells senses apart.

    Attributes:
        judges: one for each view.
        number: K, of senses.
    """

    judges: tuple[Judge, ...]
    number: int

    def opinions(self, views: list[View]) -> Floats:
        """float64[3 or 4, n, K], how each view sees the occurrences: see `Judge.opinion`."""
        return np.stack([judge.opinion(view) for judge, view in zip(self.judges, views, strict=True)])


def need_scikit_learn() -> None:
    """Find out before the work whether there is scikit-learn.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import sklearn.cluster  # noqa: PLC0415 - an optional part
        import sklearn.mixture  # noqa: F401, PLC0415 - the same
    except ImportError:
        raise MissingExtraError("scikit-learn", "senses", "Finding senses") from None


def divided(views: list[View], number: int, seed: int) -> Division | None:
    """Learn to tell senses apart.

    Args:
        views: three, of n occurrences; or four, of which the last is an encoder's.
        number: K, of senses, at least 2.
        seed: of k-means.

    Returns:
        What was learned; None where the occurrences do not differ in so many ways.
    """
    if len(views[0]) <= number:
        return None
    with _quiet():
        guess = _first_guess(views, number, seed)
        return _taught(views, guess, number) if len(np.unique(guess)) == number else None


def assigned(opinions: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each sense is at each occurrence, by all views together.

    The views learn as if senses were equally frequent. How frequent they are comes last: a mixture of normal
    distributions of one covariance is fitted to what the views say together.

    Args:
        opinions: float64[3 or 4, n, K], of `Division.opinions`.

    Returns:
        float64[n, K], of sum 1 in each row.
    """
    from sklearn.mixture import GaussianMixture  # noqa: PLC0415 - an optional part

    together = opinions.sum(axis=0)
    said, number = np.argmax(together, axis=1), together.shape[1]
    sides = together[:, :-1] - together[:, -1:]
    if np.bincount(said, minlength=number).min() < 2:
        return np.asarray(np.eye(number)[said], np.float64)
    means = np.stack([sides[said == sense].mean(axis=0) for sense in range(number)])
    with _quiet():
        fitted = GaussianMixture(number, covariance_type="tied", means_init=means, reg_covar=1e-3, random_state=0).fit(
            sides
        )
        return np.asarray(fitted.predict_proba(sides), np.float64)


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings of rounds that ended early, and of views that do not vary."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _first_guess(views: list[View], number: int, seed: int) -> NDArray[np.intp]:
    """int[n], by k-means in the directions in which the words beside vary with the wider context."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - an optional part

    beside, wide = np.concatenate(views[:2], axis=1), views[2]
    left, _, right = np.linalg.svd(beside.T.astype(np.float64) @ wide, full_matrices=False)
    parts = [beside @ left[:, : number - 1], wide @ right[: number - 1].T]
    scaled = np.concatenate([part / np.maximum(part.std(axis=0), 1e-12) for part in parts], axis=1)
    return np.asarray(KMeans(number, n_init=5, random_state=seed).fit_predict(scaled), np.intp)


def _taught(views: list[View], guess: NDArray[np.intp], number: int) -> Division:
    pupils = [_Pupil.of(view) for view in views]
    judges = [pupil.taught(guess, number) for pupil in pupils]
    opinions = [judge.opinion(view) for judge, view in zip(judges, views, strict=True)]
    for _ in range(ROUNDS):
        for at, view in enumerate(views):
            others = sum(opinion for place, opinion in enumerate(opinions) if place != at)
            said = np.argmax(others, axis=1)
            if np.bincount(said, minlength=number).min() < max(FEWEST * len(said), 2):
                return Division(tuple(judges), number)
            judges[at] = pupils[at].taught(said, number)
            opinions[at] = judges[at].opinion(view)
    return Division(tuple(judges), number)


class _Pupil(NamedTuple):
    """A view that learns again and again: what does not depend on the senses is computed once.

    That is the inverse of its covariance. The covariance within the senses is that of all rows less that of the means,
    of which there are few; so its inverse follows by Woodbury's identity.
    """

    view: View
    center: Floats
    inverse: Floats  # [D, D]

    @classmethod
    def of(cls, view: View) -> "_Pupil":
        center = view.mean(axis=0, dtype=np.float64)
        centered = view - center
        covariance = centered.T @ centered / len(view)
        width = len(covariance)
        even = max(np.trace(covariance) / width, 1e-12) * np.eye(width)
        return cls(view, center, np.linalg.inv((1 - SHRINKAGE) * covariance + SHRINKAGE * even))

    def taught(self, senses: NDArray[np.intp], number: int) -> Judge:
        """Learn senses, int[n], each of which there is."""
        times = np.bincount(senses, minlength=number)
        members = np.eye(number)[senses] / times
        means = (members.T @ self.view - self.center).T  # [D, K]
        spread = self.inverse @ means
        small = np.diag(1 / ((1 - SHRINKAGE) * times / len(senses))) - means.T @ spread
        weights = spread + spread @ np.linalg.solve(small, means.T @ spread)
        return Judge(weights, -(means * weights).sum(axis=0) / 2 - self.center @ weights)
