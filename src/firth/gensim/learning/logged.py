"""What is logged while a model is trained, for programs that set logging to INFO as gensim's users do."""

import logging
from collections.abc import Callable

from firth.progress.events import CompileProgress, TrainProgress

__all__ = ["OnProgress", "logged"]

OnProgress = Callable[[CompileProgress | TrainProgress], None]


def logged(logger: logging.Logger, delay: float) -> OnProgress | None:
    """What logs how far a training has come, at most once in so many seconds; None if nobody would see it."""
    if not logger.isEnabledFor(logging.INFO):
        return None
    due = delay

    def report(progress: CompileProgress | TrainProgress) -> None:
        nonlocal due
        if isinstance(progress, CompileProgress):
            logger.info("compiling %s, once for this machine", progress.kernel)
        elif progress.words and (progress.seconds >= due or progress.words == progress.words_total):
            due = progress.seconds + delay
            logger.info(
                "PROGRESS: at %.2f%% of %i words, %.0f words/s, alpha %.5f, %.0f s left",
                100 * progress.words / progress.words_total,
                progress.words_total,
                progress.words_per_second,
                progress.alpha,
                progress.seconds_left,
            )

    return report
