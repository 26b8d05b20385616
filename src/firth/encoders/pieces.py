"""An encoder that has a vector for each piece of a text: texts are cut, sorted by length, and pooled."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from firth.encoders.encoder import Span, check_finite

__all__ = ["Network", "PieceEncoder"]

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]

AT_ONCE = 8192  # texts that are cut and sorted together: what the tokenizer makes of them is held in memory


class Network(Protocol):
    """What runs."""

    def __call__(self, ids: Places, mask: Places) -> Matrix:
        """float32[B, L, D], a vector for each piece.

        Args:
            ids: int64[B, L], of pieces, filled up at the end.
            mask: int64[B, L], 1 for a piece, and 0 where a row is filled up.
        """


class _Cut(NamedTuple):
    """Texts in pieces. P: pieces of all texts; O: those that are not special, such as [CLS].

    Attributes:
        ids: int64[P].
        firsts: int64[n + 1]: text t has the pieces from firsts[t] to firsts[t + 1].
        own: int64[O], which of the P are not special.
        begins: int64[O], where a piece begins: the number of its text times `stride`, and the character.
        ends: int64[O], before where it ends.
        known: int64[O + 1], how many of the pieces before are known: others stand for what the tokenizer cannot cut.
        stride: more than any text has characters.
    """

    ids: Places
    firsts: Places
    own: Places
    begins: Places
    ends: Places
    known: Places
    stride: int


class PieceEncoder:
    """A tokenizer and a network.

    Attributes:
        dimensions: D.
        facts: name, kind and layer.
    """

    def __init__(self, tokenizer: Any, network: Network, batch_size: int, facts: dict[str, Any]) -> None:
        """Run the network on the largest id of the tokenizer, to see whether it knows it, and what it returns.

        Args:
            tokenizer: a ``tokenizers.Tokenizer``, which cuts off what is too long, and fills nothing up.
            network: raises errors of ours.
            batch_size: texts that it is given at once.
            facts: for the `info` of models.
        """
        self._tokenizer, self._network, self._batch, self.facts = tokenizer, network, batch_size, facts
        self._unknown = _unknown_pieces(tokenizer)
        largest = np.array([[0, max(tokenizer.get_vocab(with_added_tokens=True).values())]])
        self.dimensions = network(largest, np.ones_like(largest)).shape[2]

    def texts(self, texts: Sequence[str]) -> Matrix:
        """float32[n, D]; see `firth.encoders.encoder.Encoder`."""
        return self.spans(texts, [[(0, len(text))] for text in texts])

    def spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Matrix:
        """float32[number of spans, D]; see `firth.encoders.encoder.Encoder`.

        Raises:
            ArgumentError: a vector is not finite.
            FormatError: the network cannot be run.
        """
        bounds = _bounds([len(each) for each in spans])
        rows = np.full((bounds[-1], self.dimensions), np.nan, np.float32)
        for start in range(0, len(texts), AT_ONCE):
            stop = min(start + AT_ONCE, len(texts))
            self._fill(rows[bounds[start] : bounds[stop]], texts[start:stop], spans[start:stop])
        return rows

    def _fill(self, rows: Matrix, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> None:
        """Write the vectors of those spans of some texts that pieces overlap."""
        cut = self._cut(texts)
        bounds = _bounds([len(each) for each in spans])
        of_text = np.repeat(np.arange(len(texts)), np.diff(bounds))
        firsts, sizes = _overlapping(cut, of_text, spans)
        for batch in self._batches(cut):
            asked = np.concatenate([np.arange(bounds[text], bounds[text + 1]) for text in batch])
            asked = asked[sizes[asked] > 0]
            if asked.size:
                states = self._states(cut, batch)
                row_of = np.zeros(len(texts), np.int64)
                row_of[batch] = np.arange(len(batch)) * states.shape[1]
                starts = row_of[of_text[asked]] + firsts[asked]
                found = _means(states.reshape(-1, self.dimensions), starts, sizes[asked])
                check_finite(found, self.facts["name"])
                rows[asked] = found

    def _cut(self, texts: Sequence[str]) -> _Cut:
        found = self._tokenizer.encode_batch(list(texts))
        firsts = _bounds([len(each) for each in found])
        special = _flat((each.special_tokens_mask for each in found), firsts[-1])
        own = np.flatnonzero(special == 0)
        offsets = _flat((chain.from_iterable(each.offsets) for each in found), 2 * firsts[-1]).reshape(-1, 2)[own]
        stride = max(map(len, texts)) + 1
        offsets += (np.repeat(np.arange(len(texts)), np.diff(firsts))[own] * stride)[:, None]
        ids = _flat((each.ids for each in found), firsts[-1])
        known = np.append(0, np.cumsum(~np.isin(ids[own], self._unknown)))
        return _Cut(ids, firsts, own, offsets[:, 0], offsets[:, 1], known, stride)

    def _batches(self, cut: _Cut) -> Iterator[Places]:
        """Texts of like lengths, so that little is filled up."""
        order = np.argsort(np.diff(cut.firsts), kind="stable")
        return (order[at : at + self._batch] for at in range(0, len(order), self._batch))

    def _states(self, cut: _Cut, batch: Places) -> Matrix:
        """The vectors of the pieces of a batch of texts, float32[B, L, D]."""
        sizes = np.diff(cut.firsts)[batch]
        mask = np.arange(sizes.max()) < sizes[:, None]
        ids = np.zeros(mask.shape, np.int64)
        ids[mask] = np.concatenate([cut.ids[cut.firsts[text] : cut.firsts[text + 1]] for text in batch])
        return self._network(ids, mask.astype(np.int64))


def _unknown_pieces(tokenizer: Any) -> list[int]:
    """The ids of the pieces that say nothing of a text: for what cannot be cut, and for a blank before such."""
    model = json.loads(tokenizer.to_str())["model"]  # unigrams tell it nowhere else
    if model.get("unk_id") is not None:
        found = [model["unk_id"], tokenizer.token_to_id("▁")]
    else:
        found = [tokenizer.token_to_id(model.get("unk_token") or "")]
    return [each for each in found if each is not None]


def _bounds(sizes: Sequence[int]) -> Places:
    return np.append(0, np.cumsum(sizes, dtype=np.int64))


def _flat(lists: Any, size: int) -> Places:
    return np.fromiter(chain.from_iterable(lists), np.int64, size)


def _overlapping(cut: _Cut, of_text: Places, spans: Sequence[Sequence[Span]]) -> tuple[Places, Places]:
    """The first of the pieces that overlap each span, counted in its text, and how many do; 0 if none is known."""
    asked = np.array(list(chain.from_iterable(spans)), np.int64).reshape(-1, 2) + (of_text * cut.stride)[:, None]
    firsts = np.searchsorted(cut.ends, asked[:, 0], side="right")
    lasts = np.searchsorted(cut.begins, asked[:, 1], side="left")
    sizes = np.where(cut.known[lasts] > cut.known[firsts], lasts - firsts, 0)
    if cut.own.size:
        firsts = cut.own[np.minimum(firsts, cut.own.size - 1)] - cut.firsts[of_text]
    return firsts, sizes


def _means(states: Matrix, starts: Places, sizes: Places) -> Matrix:
    """float32[n, D]: the means of sizes[i] rows from starts[i] on."""
    bounds = _bounds(sizes.tolist())[:-1]
    rows = np.repeat(starts - bounds, sizes) + np.arange(sizes.sum())
    return np.asarray(np.add.reduceat(states[rows], bounds, axis=0) / sizes[:, None].astype(np.float32), np.float32)
