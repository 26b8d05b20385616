"""Functions that a training calls, as gensim names them."""

from typing import Any

__all__ = ["CallbackAny2Vec"]


class CallbackAny2Vec:
    """Four methods that a training calls with the model; override those that are wanted.

    The model is whole in each of them: it can be asked, judged and saved. An exception that one raises ends the
    training, and the model keeps what it has learned. What one writes to its weights the next epoch overwrites.

    Example:
        >>> from firth.gensim.models import Word2Vec
        >>> from firth.gensim.models.callbacks import CallbackAny2Vec
        >>> class Told(CallbackAny2Vec):
        ...     def on_epoch_end(self, model):
        ...         print(round(model.get_latest_training_loss()) > 0)
        >>> model = Word2Vec([["tea", "cup"]] * 50, min_count=1, sample=0, epochs=2, callbacks=[Told()])
        True
        True
    """

    def on_epoch_begin(self, model: Any) -> None:
        """An epoch begins."""

    def on_epoch_end(self, model: Any) -> None:
        """An epoch has ended."""

    def on_train_begin(self, model: Any) -> None:
        """A training begins."""

    def on_train_end(self, model: Any) -> None:
        """A training has ended."""
