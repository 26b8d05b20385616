import numpy as np
import pytest

from firth.encoders.encoder import Encoder
from firth.encoders.opening import open_encoder
from firth.errors import ArgumentError, ArgumentTypeError


def lengths(texts):
    return np.array([[len(text), text.count("a"), 1] for text in texts], np.float64)


def test_a_function_is_given_lists_of_texts_of_like_length_and_its_rows_come_back_in_order():
    asked = []

    def function(texts):
        asked.append(texts)
        return lengths(texts)

    encoder = open_encoder(function, batch_size=2)
    assert isinstance(encoder, Encoder)
    assert (encoder.dimensions, encoder.facts) == (3, {"name": "function", "kind": "function"})
    asked.clear()
    found = encoder.texts(["banana", "a", "cup", "of"])
    assert asked == [["a", "of"], ["cup", "banana"]]
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, lengths(["banana", "a", "cup", "of"]))


class Tensor:
    """As PyTorch has it."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self

    cpu = float = detach

    def is_floating_point(self):
        return True

    def numpy(self):
        return self.values


@pytest.mark.parametrize(
    "form",
    [
        lambda rows: rows.tolist(),
        lambda rows: rows.astype(np.float16),
        lambda rows: rows.astype(int),
        Tensor,
        lambda rows: [Tensor(row) for row in rows],
        list,
    ],
)
def test_arrays_of_any_numbers_lists_and_tensors_are_taken(form):
    encoder = open_encoder(lambda texts: form(lengths(texts)))
    np.testing.assert_array_equal(encoder.texts(["banana", "cup"]), lengths(["banana", "cup"]))


def test_an_object_with_encode_is_asked_by_it():
    class Model:
        def encode(self, texts):
            return lengths(texts)

        def __call__(self, _):
            raise AssertionError

    encoder = open_encoder(Model())
    assert encoder.facts["name"] == "Model"
    np.testing.assert_array_equal(encoder.texts(["cup"]), lengths(["cup"]))


def test_an_open_encoder_is_taken_as_it_is():
    encoder = open_encoder(lengths)
    assert open_encoder(encoder) is encoder


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (lambda texts: lengths(texts)[0], ArgumentError, r"must return an array of the shape \(2, D\)"),
        (lambda texts: lengths(texts)[:1], ArgumentError, r"must return an array of the shape \(2, D\)"),
        (lambda texts: lengths([*texts, "more"]), ArgumentError, r"must return an array of the shape \(2, D\)"),
        (lambda texts: np.zeros((len(texts), 5, 3)), ArgumentError, r"encoder=\(2, 5, 3\)"),
        (lambda texts: np.zeros((len(texts), 0)), ArgumentError, "must return an array of the shape"),
        (lambda texts: np.full((len(texts), 3), np.nan), ArgumentError, "text 0 of a batch is not finite"),
        (lambda texts: np.full((len(texts), 3), 1e300), ArgumentError, "is not finite"),
        (lambda _: None, ArgumentTypeError, "must return an array of numbers"),
        (lambda texts: texts, ArgumentTypeError, "must return an array of numbers"),
        (lambda _: [[1, 2], [3]], ArgumentTypeError, "must return an array of numbers"),
        (lambda texts: np.zeros((len(texts), 3), complex), ArgumentTypeError, "must return an array of numbers"),
    ],
)
def test_what_is_no_vector_for_each_text_is_refused_at_once(function, error, message):
    with pytest.raises(error, match=message):
        open_encoder(function)


def test_a_function_that_changes_its_mind_is_refused():
    widths = iter([3, 3, 4])
    encoder = open_encoder(lambda texts: np.zeros((len(texts), next(widths))))
    encoder.texts(["tea"])
    with pytest.raises(ArgumentError, match="returned vectors of 3 dimensions before"):
        encoder.texts(["tea"])


def test_errors_of_a_function_pass_through():
    def broken(_):
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        open_encoder(broken)


def test_parts_of_a_text_are_not_to_be_had_of_a_function():
    with pytest.raises(ArgumentError, match="pool='context'"):
        open_encoder(lengths).spans(["tea"], [[(0, 3)]])


def test_what_has_no_effect_or_is_no_encoder_is_refused():
    with pytest.raises(ArgumentError, match="layer=3: has no effect"):
        open_encoder(lengths, layer=3)
    with pytest.raises(ArgumentError, match="device='cuda': has no effect"):
        open_encoder(lengths, device="cuda")
    with pytest.raises(ArgumentTypeError, match="must be a folder, a file, or a function"):
        open_encoder(7)
    with pytest.raises(ArgumentError, match="batch_size=0"):
        open_encoder(lengths, batch_size=0)
