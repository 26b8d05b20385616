"""Small networks of Hugging Face, made here; skipped where its libraries are not installed, which take a gigabyte."""

import json

import numpy as np
import pytest

from firth.encoders import transformer
from firth.encoders.opening import open_encoder
from firth.errors import ArgumentError, FormatError, MissingExtraError, SourceError
from small_encoders import PIECES, small_tokenizer

TEXTS = ["tea", "the bank of the river", "a cup of teapots"]


@pytest.fixture
def transformers():
    pytest.importorskip("torch")
    return pytest.importorskip("transformers")


@pytest.fixture
def folder(tmp_path, transformers):
    """A BERT of two layers with weights by chance."""
    return bert(transformers, tmp_path / "bert")


def bert(transformers, folder, **settings):
    config = transformers.BertConfig(
        vocab_size=len(PIECES),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=12,
        **settings,
    )
    transformers.BertModel(config).save_pretrained(folder)
    own = transformers.PreTrainedTokenizerFast(tokenizer_object=small_tokenizer(), pad_token="[PAD]")
    own.save_pretrained(folder)
    return folder


def test_a_layer_is_a_hidden_state(folder, transformers):
    import torch  # noqa: PLC0415 - an extra

    model = transformers.AutoModel.from_pretrained(folder).eval()
    ids = torch.tensor([[2, *(PIECES.index(piece) for piece in ("tea", "##pot")), 3]])
    with torch.inference_mode():
        states = model(ids, output_hidden_states=True).hidden_states
    for layer, expected in ((None, states[2]), (-1, states[2]), (2, states[2]), (1, states[1]), (0, states[0])):
        encoder = open_encoder(folder, layer=layer)
        np.testing.assert_allclose(encoder.texts(["teapot"])[0], expected[0, 1:3].mean(axis=0), rtol=1e-4, atol=1e-6)
    assert encoder.facts == {"name": "bert", "kind": "transformer", "layer": 0}
    for layer in (3, -4, "last"):
        with pytest.raises(ArgumentError, match=r"is one of 0 \(before the first layer\) to 2"):
            open_encoder(folder, layer=layer)


def test_vectors_do_not_depend_on_the_batch(folder):
    spans = [[(0, 3)], [(4, 8), (16, 21)], [(9, 16)]]
    together = open_encoder(folder).spans(TEXTS, spans)
    alone = [open_encoder(folder).spans([text], [own]) for text, own in zip(TEXTS, spans, strict=True)]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-4, atol=1e-6)


def test_long_texts_are_cut_off_where_the_network_ends(folder):
    text = "tea " * 30
    found = open_encoder(folder).spans([text], [[(0, 3), (36, 39), (40, 43)]])
    assert np.isfinite(found[:2]).all()
    assert np.isnan(found[2]).all()


def test_a_folder_of_sentence_transformers_is_opened_wherever_its_network_is(folder, tmp_path):
    modules = [{"idx": 0, "name": "0", "path": "0_Transformer", "type": "sentence_transformers.models.Transformer"}]
    (tmp_path / "st").mkdir()
    (tmp_path / "st" / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    folder.rename(tmp_path / "st" / "0_Transformer")
    encoder = open_encoder(tmp_path / "st")
    assert encoder.facts["name"] == "st"
    assert encoder.texts(TEXTS).shape == (3, 8)
    (tmp_path / "st" / "modules.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FormatError, match=r"modules\.json is damaged"):
        open_encoder(tmp_path / "st")


def test_a_folder_that_lacks_something_says_what_it_needs(folder):
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(weights[:300])
    with pytest.raises(FormatError, match=r"It needs config\.json, weights"):
        open_encoder(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(FormatError, match=r"It needs config\.json, weights"):
        open_encoder(folder)


def test_weights_that_are_missing_are_not_made_up(folder, transformers):
    fewer = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**fewer, "num_hidden_layers": 3}), encoding="utf-8")
    transformers.logging.set_verbosity_error()
    with pytest.raises(FormatError, match=r"lacks weights \(.*encoder\.layer\.2.*Fetch it again"):
        open_encoder(folder)


def test_a_tokenizer_of_another_model_is_found_out_at_once(folder, transformers):
    larger = small_tokenizer((*PIECES, "one", "more"))
    transformers.PreTrainedTokenizerFast(tokenizer_object=larger, pad_token="[PAD]").save_pretrained(folder)
    with pytest.raises(FormatError, match=r"largest of which is 16.*Is tokenizer\.json that of this model\?"):
        open_encoder(folder)


def test_a_device_that_is_not_there_is_refused(folder):
    with pytest.raises(ArgumentError, match="PyTorch finds no such device on this machine; there is cpu"):
        open_encoder(folder, device="tpu-of-mars")
    open_encoder(folder, device="cpu")


def test_a_name_that_the_hub_does_not_give_names_the_way_out(transformers, monkeypatch):
    transformers.logging.set_verbosity_error()

    def unreachable(*_, **__):
        raise OSError("We couldn't connect to 'https://huggingface.co'\nto load the files")

    monkeypatch.setattr("transformers.AutoModel.from_pretrained", unreachable)
    with pytest.raises(SourceError, match="hf download owner/name --local-dir FOLDER") as error:
        open_encoder("hf://owner/name")
    assert "couldn't connect" in str(error.value)
    assert "to load the files" not in str(error.value)


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_a_library_that_is_not_installed_names_its_extra(tmp_path, monkeypatch, package):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    def only_others(name):
        if name == package:
            raise ImportError(name)
        return type(name, (), {"cuda": type("cuda", (), {"is_available": staticmethod(bool)})})

    monkeypatch.setattr(transformer, "import_module", only_others)
    with pytest.raises(MissingExtraError, match=rf"needs {package}.*pip install 'firth\[transformers\]'"):
        open_encoder(tmp_path)


def test_a_folder_that_is_not_there_is_not_only_a_question_of_libraries(monkeypatch):
    def nothing(name):
        raise ImportError(name)

    monkeypatch.setattr(transformer, "import_module", nothing)
    with pytest.raises(MissingExtraError, match=r"^nofolder: there is no such folder or file; .*firth\[transformers\]"):
        open_encoder("nofolder")
