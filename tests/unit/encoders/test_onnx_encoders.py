import builtins
import re

import numpy as np
import onnx
import pytest
from onnx import TensorProto

from firth.encoders import pieces
from firth.encoders.encoder import Encoder
from firth.encoders.opening import open_encoder
from firth.errors import ArgumentError, FormatError, MissingExtraError, SourceError
from small_encoders import (
    PIECES,
    TABLE,
    byte_tokenizer,
    small_encoder,
    small_network,
    small_tokenizer,
    states,
    unigram_tokenizer,
    with_padding,
)


@pytest.fixture
def folder(tmp_path):
    return small_encoder(tmp_path / "small")


@pytest.fixture
def encoder(folder):
    return open_encoder(folder)


def test_a_text_has_the_mean_of_its_pieces_without_the_special_ones(encoder):
    assert isinstance(encoder, Encoder)
    assert encoder.facts == {"name": "small", "kind": "onnx", "layer": "last_hidden_state"}
    found = encoder.texts(["a cup", "teapots"])
    assert (found.dtype, found.shape, encoder.dimensions) == (np.float32, (2, 4), 4)
    np.testing.assert_allclose(found[0], states("[CLS]", "a", "cup", "[SEP]")[1:3].mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found[1], states("[CLS]", "tea", "##pot", "##s", "[SEP]")[1:4].mean(axis=0), rtol=1e-5)


def test_a_word_in_a_text_has_the_mean_of_its_own_pieces(encoder):
    texts = ["The teapots of tea", "river bank"]
    found = encoder.spans(texts, [[(4, 11), (15, 18)], [(6, 10)]])
    first = states("[CLS]", "the", "tea", "##pot", "##s", "of", "tea", "[SEP]")
    np.testing.assert_allclose(found[0], first[2:5].mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found[1], first[6], rtol=1e-5)
    np.testing.assert_allclose(found[2], states("[CLS]", "river", "bank", "[SEP]")[2], rtol=1e-5)


def test_chinese_words_are_found_by_characters_not_by_bytes(encoder):
    found = encoder.spans(["茶杯茶"], [[(1, 2), (0, 3)]])
    expected = states("[CLS]", "茶", "杯", "茶", "[SEP]")
    np.testing.assert_allclose(found[0], expected[2], rtol=1e-5)
    np.testing.assert_allclose(found[1], expected[1:4].mean(axis=0), rtol=1e-5)


def test_vectors_do_not_depend_on_the_texts_that_are_encoded_with_them(folder, monkeypatch):
    monkeypatch.setattr(pieces, "AT_ONCE", 3)
    texts = ["tea", "the bank of the river", "a cup of tea", "cups", "a", "tea tea tea tea tea tea"]
    spans = [[(0, 3)], [(4, 8), (16, 21)], [], [(0, 4)], [(0, 1)], [(20, 23)]]
    together = open_encoder(folder, batch_size=2).spans(texts, spans)
    alone = [open_encoder(folder).spans([text], [own]) for text, own in zip(texts, spans, strict=True)]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-5)


def test_what_has_no_piece_is_nan(encoder):
    found = encoder.texts(["", "tea", "\u200b"])
    assert np.isnan(found[[0, 2]]).all()
    assert np.isfinite(found[1]).all()
    assert np.isnan(encoder.spans(["tea  cup"], [[(3, 5)]])).all()
    assert encoder.texts([]).shape == (0, 4)


@pytest.mark.parametrize("kind", [small_tokenizer, unigram_tokenizer])
def test_what_the_tokenizer_does_not_know_has_no_piece(tmp_path, kind):
    tokenizer = kind(*([["a cup of tea"] * 9] if kind is unigram_tokenizer else []))
    table = np.eye(tokenizer.get_vocab_size(), dtype=np.float32)
    encoder = open_encoder(small_encoder(tmp_path / "kind", tokenizer, table=table, outputs=("embeddings",)))
    found = encoder.spans(["tea Ж", "Ж"], [[(0, 3), (4, 5), (0, 5)], [(0, 1)]])
    assert np.isnan(found[:, 0]).tolist() == [False, True, False, True]


def test_a_word_that_is_cut_off_is_nan_and_texts_are_filled_up_by_us(folder):
    with_padding(folder, 5)
    found = open_encoder(folder).spans(["a cup of tea", "tea"], [[(0, 1), (6, 8), (9, 12)], [(0, 3)]])
    np.testing.assert_allclose(found[1], states("[CLS]", "a", "cup", "of", "[SEP]")[3], rtol=1e-5)
    assert np.isnan(found[2]).all()
    np.testing.assert_allclose(found[3], states("[CLS]", "tea", "[SEP]")[1], rtol=1e-5)


@pytest.mark.parametrize("kind", [byte_tokenizer, unigram_tokenizer])
@pytest.mark.parametrize("text", ["a cup of tea", "café “tea” 12½", "茶杯 和 teapots 🍵 cup", " a  cup "])
def test_pieces_of_bytes_and_of_unigrams_belong_to_the_words_in_which_they_are(tmp_path, kind, text):
    tokenizer = kind(["a cup of tea", "cups of tea", "茶杯 和 茶", "the café 12 “tea”"] * 20)
    size = tokenizer.get_vocab_size()
    table = np.eye(size, dtype=np.float32)  # a state shows which piece it is of
    encoder = open_encoder(small_encoder(tmp_path / "kind", tokenizer, table=table, outputs=("embeddings",)))
    cut = tokenizer.encode(text)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for (start, stop), row in zip(words, encoder.spans([text], [words]), strict=True):
        own = [
            number
            for number, (first, last) in zip(cut.ids, cut.offsets, strict=True)
            if set(range(first, last)) & set(range(start, stop)) and number > 1
        ]
        assert own
        expected = np.nan if own == [tokenizer.token_to_id("<unk>")] else table[own].mean(axis=0)
        np.testing.assert_allclose(row, np.broadcast_to(expected, size), rtol=1e-5)


def test_a_network_that_cannot_be_told_what_is_filled_up_is_refused(tmp_path):
    network = small_network(outputs=("embeddings",))
    del network.graph.input[1]
    del network.graph.node[1:]
    folder = small_encoder(tmp_path / "plain")
    onnx.save(network, str(folder / "model.onnx"))
    with pytest.raises(FormatError, match="its inputs are input_ids, and not input_ids, attention_mask"):
        open_encoder(folder)


def test_what_looks_like_a_special_piece_in_a_text_is_text(encoder):
    found = encoder.texts(["[SEP] tea"])
    unknown = ["[UNK]"] * 3  # "[", "SEP", "]"
    expected = states("[CLS]", *unknown, "tea", "[SEP]")[1:5].mean(axis=0)
    np.testing.assert_allclose(found[0], expected, rtol=1e-5)


@pytest.mark.parametrize("network", [{"kind": TensorProto.INT32}, {"shape": (1, 8)}, {"shape": (3, "pieces")}])
def test_networks_of_other_types_and_fixed_shapes_give_the_same(tmp_path, encoder, network):
    other = open_encoder(small_encoder(tmp_path / "other", **network))
    texts = ["tea", "a cup of tea", "the river", "bank"]
    np.testing.assert_allclose(other.texts(texts), encoder.texts(texts), rtol=1e-5)


def test_a_file_of_half_precision_or_in_a_folder_of_its_own_is_opened(folder, encoder):
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    for way in (folder, str(folder), folder / "onnx" / "model.onnx"):
        np.testing.assert_array_equal(open_encoder(way).texts(["tea"]), encoder.texts(["tea"]))


def test_a_layer_is_an_output_by_name_or_number(tmp_path):
    folder = small_encoder(tmp_path / "two", outputs=("last_hidden_state", "embeddings", "sentence_embedding"))
    assert open_encoder(folder).facts["layer"] == "last_hidden_state"
    for layer in ("embeddings", 1, -1):
        encoder = open_encoder(folder, layer=layer)
        assert encoder.facts["layer"] == "embeddings"
        np.testing.assert_allclose(encoder.texts(["tea"])[0], TABLE[PIECES.index("tea")], rtol=1e-6)
    for layer in (2, -3, "pooled"):
        with pytest.raises(
            ArgumentError, match=r"by name or counted from 0 \(-1 is the last\): last_hidden_state, embeddings"
        ):
            open_encoder(folder, layer=layer)


def test_a_network_of_whole_texts_only_is_refused(tmp_path):
    with pytest.raises(FormatError, match="only vectors of whole texts"):
        open_encoder(small_encoder(tmp_path / "pooled", outputs=("sentence_embedding",)))


def test_a_truncated_file_is_damaged(folder):
    path = folder / "model.onnx"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(FormatError, match=r"model\.onnx cannot be opened by ONNX Runtime"):
        open_encoder(folder)


def test_a_folder_without_tokenizer_or_with_a_damaged_one_says_so(folder):
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(FormatError, match=r"tokenizer\.json is damaged"):
        open_encoder(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(FormatError, match=r"has no tokenizer\.json beside it"):
        open_encoder(folder)


def test_the_tokenizer_of_another_model_is_found_out_at_once(tmp_path):
    larger = small_tokenizer((*PIECES, "one", "more"))
    with pytest.raises(FormatError, match=r"largest of which is 18.*Is tokenizer\.json that of this model\?"):
        open_encoder(small_encoder(tmp_path / "mixed", larger))


def test_weights_that_are_not_finite_are_found(tmp_path):
    table = TABLE.copy()
    table[PIECES.index("tea")] = np.nan
    encoder = open_encoder(small_encoder(tmp_path / "nan", table=table))
    assert np.isfinite(encoder.texts(["cup"])).all()
    with pytest.raises(ArgumentError, match="is not finite"):
        encoder.texts(["cup", "tea"])


def test_a_gpu_that_is_not_there_names_the_way_out(folder):
    with pytest.raises(ArgumentError, match="pip install onnxruntime-gpu"):
        open_encoder(folder, device="cuda")
    with pytest.raises(ArgumentError, match="runs on cpu or cuda"):
        open_encoder(folder, device="tpu")
    open_encoder(folder, device="cpu")


def test_a_library_that_could_use_a_gpu_and_finds_none_is_not_passed_over(folder, monkeypatch):
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CUDAExecutionProvider"])
    open_encoder(folder)
    with pytest.raises(ArgumentError, match="finds no GPU that it can use"):
        open_encoder(folder, device="cuda")


@pytest.mark.parametrize("name", ["./missing", "missing.onnx", "/missing/folder", "models/missing/folder"])
def test_a_path_that_is_not_there_is_missing(name):
    with pytest.raises(SourceError, match="there is no such file or folder"):
        open_encoder(name)


def test_a_folder_or_file_of_something_else_says_what_is_needed(tmp_path):
    with pytest.raises(FormatError, match=r"neither model\.onnx nor config\.json"):
        open_encoder(tmp_path)
    (tmp_path / "text.txt").write_text("a cup of tea\n")
    with pytest.raises(SourceError, match=r"is neither an \.onnx file nor a folder"):
        open_encoder(tmp_path / "text.txt")


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_library_that_is_not_installed_names_the_extra(folder, monkeypatch, package):
    real = builtins.__import__

    def no_library(name, *args, **kwargs):
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_library)
    monkeypatch.setattr("firth.encoders.onnx_file.import_module", no_library)
    with pytest.raises(MissingExtraError, match=r"pip install 'firth\[encoders\]'"):
        open_encoder(folder)
