import importlib.util
from dataclasses import replace

import numpy as np
import pytest

from firth.errors import ConfigError, MissingExtraError, TargetError
from firth.figures import check_figure
from firth.studies.audit.figure import draw
from firth.studies.audit.fit import Fit, Moments
from firth.studies.audit.report import AuditReport, Part


@pytest.fixture
def report(random):
    theory = random.normal(0, 2, 500)
    product = 0.5 * theory + random.normal(0, 1, 500)
    moments = Moments()
    moments.add(np.stack((theory, product)), np.ones(500))
    whole = Part(first_rank=1, last_rank=None, pairs=500, token_share=0.4, plain=moments.fit(), weighted=moments.fit())
    bands = [replace(whole, last_rank=100), replace(whole, first_rank=101, pairs=0, plain=Fit(), weighted=Fit())]
    return AuditReport(
        objective="negative_sampling",
        noise_collisions="train",
        words=1_234,
        dimensions=100,
        passes=5,
        min_pair_count=20,
        distinct_pairs=10_000,
        pair_tokens=100_000,
        left_out=0,
        whole=whole,
        bands=tuple(bands),
        notes=(),
        theory=theory,
        product=product,
    )


def png_size(path):
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


@pytest.mark.parametrize("objective", ["negative_sampling", "softmax"])
def test_the_figure_is_a_png_of_the_size_promised(report, objective, tmp_path):
    path = tmp_path / "audit.png"
    path.write_text("an older file")
    draw(replace(report, objective=objective, noise_collisions=None), path)
    assert png_size(path) == (2000, 960)
    assert list(tmp_path.iterdir()) == [path]


def test_a_single_pair_can_be_drawn(report, tmp_path):
    moments = Moments()
    moments.add(np.array([[1.0], [2.0]]), np.ones(1))
    one = replace(report.whole, pairs=1, plain=moments.fit())
    lone = replace(report, whole=one, bands=(one,), theory=np.ones(1), product=np.full(1, 2.0))
    draw(lone, tmp_path / "audit.png")
    assert png_size(tmp_path / "audit.png") == (2000, 960)


def test_a_persons_own_settings_do_not_touch_the_figure(report, tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    draw(report, tmp_path / "plain.png")
    with matplotlib.rc_context({"font.size": 30, "figure.dpi": 33, "savefig.bbox": "tight"}):
        draw(report, tmp_path / "set.png")
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / "plain.png").read_bytes() == (tmp_path / "set.png").read_bytes()


def test_a_figure_is_refused_before_the_work(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match=r"must end in \.png"):
        check_figure(tmp_path / "audit.svg")
    with pytest.raises(TargetError, match="there is no folder"):
        check_figure(tmp_path / "nowhere" / "audit.png")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'firth\[figures\]'"):
        check_figure(tmp_path / "audit.png")
