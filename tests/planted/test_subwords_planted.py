"""Do words that were never seen take the class of their ending?"""

import numpy as np
import pytest

import firth

ENDINGS = ("ing", "ness", "ity", "ous")
LETTERS = "bcdfgklmnprst"


def stems(random, number):
    return ["".join(random.choice(list(LETTERS + "aeiou"), 5)) for _ in range(number)]


@pytest.mark.parametrize("beside", [[], ["h" * 2000]], ids=["plain", "a word of one letter"])
def test_words_that_were_never_seen_have_the_class_of_their_ending(beside):
    """Each ending has context words of its own; stems are random and shared by all."""
    random = np.random.default_rng(3)
    seen, unseen = stems(random, 60), stems(random, 40)
    contexts = {ending: [f"c{place}{number}" for number in range(8)] for place, ending in enumerate(ENDINGS)}
    text = []
    for _ in range(6000):
        ending = str(random.choice(ENDINGS))
        around = random.choice(contexts[ending], 4).tolist()
        text.append([*around[:2], str(random.choice(seen)) + ending, *around[2:], *beside])
    vectors = firth.train(text, subwords="2-5", vector_size=20, min_count=1, sample=0, epochs=5, workers=1).composing()
    centers = {ending: vectors.rows([stem + ending for stem in seen if stem + ending in vectors]) for ending in ENDINGS}
    means = np.array([rows.mean(axis=0) for rows in centers.values()])
    means -= means.mean(axis=0)
    right = 0
    for stem in unseen:
        for place, ending in enumerate(ENDINGS):
            assert stem + ending not in vectors
            right += int(np.argmax(means @ vectors[stem + ending]) == place)
    assert right >= 0.95 * len(unseen) * len(ENDINGS)  # by chance a quarter
