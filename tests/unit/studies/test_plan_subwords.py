"""A forecast of a training with subwords."""

import firth


def test_the_rows_of_ngrams_are_in_the_forecast(tmp_path):
    words = [
        f"{a}{b}{c}" for a in ("tea", "cup", "pot") for b in ("ing", "ed", "s", "less") for c in ("", "ly", "ness")
    ]
    (tmp_path / "t.txt").write_text((" ".join(words) + "\n") * 300, encoding="utf-8")
    plain = firth.plan(tmp_path / "t.txt", epochs=1)
    subwords = firth.plan(tmp_path / "t.txt", epochs=1, subwords="3-6")
    made = firth.train(tmp_path / "t.txt", epochs=1, subwords="3-6")
    rows = len(made.subwords.rows) + len(made)  # of n-grams, and the words' own
    assert subwords.matrices.likely - plain.matrices.likely == rows * 4 * 112
    assert subwords.model.likely - plain.model.likely == len(made.subwords.rows) * (4 * 100 + 8)
    few = firth.plan(tmp_path / "t.txt", epochs=1, subwords="3-6", buckets=50)
    assert few.matrices.likely - plain.matrices.likely <= (50 + len(made)) * 4 * 112
