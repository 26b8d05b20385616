import pytest

import firth
from firth.config import TrainConfig
from firth.config.by_size import EPOCHS_BY_SIZE, USUAL_EPOCHS, epochs_for


def test_a_smaller_text_never_gets_fewer_epochs():
    chosen = [epochs_for(tokens) for tokens in range(0, 30_000_000, 100_000)]
    assert chosen == sorted(chosen, reverse=True)
    assert chosen[-1] == USUAL_EPOCHS
    assert set(chosen) == {USUAL_EPOCHS, *(epochs for _, epochs in EPOCHS_BY_SIZE)}


@pytest.mark.parametrize(("below", "epochs"), EPOCHS_BY_SIZE)
def test_a_step_ends_before_the_number_that_the_help_gives(below, epochs):
    assert epochs_for(below - 1) == epochs > epochs_for(below)


def test_epochs_that_are_given_stay_whatever_the_size():
    assert TrainConfig(epochs=3).suited_to(1_000).epochs == 3
    assert TrainConfig().suited_to(10**9).epochs == USUAL_EPOCHS


def test_a_model_says_how_many_epochs_were_chosen_and_that_they_were_not_given():
    text = [["a", "cup", "of", "tea"]] * 10
    chosen = firth.train(text, min_count=1, vector_size=4)
    assert chosen.info["config"]["epochs"] == epochs_for(40)
    assert "epochs" not in chosen.info["given"]
    given = firth.train(text, min_count=1, vector_size=4, epochs=epochs_for(40))
    assert given.info["given"]["epochs"] == epochs_for(40)
    assert given == chosen
