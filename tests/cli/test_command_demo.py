import pytest


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--part", "textbook", "--save", "model.bin"], "--save model.bin: keeps the vectors of part 2"),
        (["--runs", "0"], "must be a whole number of at least 1"),
        (["--seed", "-1"], "must be a whole number of at least 0"),
        (["--save", ""], "is empty; name a file"),
    ],
)
def test_nonsense_is_wrong_use(firth, args, message):
    done = firth("demo", *args)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
