"""Judgements: how good are vectors, and how sure can one be.

``question_sets`` are the values, ``reading`` takes them from files; ``space`` is what a protocol makes of vectors,
``solving`` and ``set_solvers`` answer analogies in it, ``outliers`` finds what does not belong; ``agreement`` compares
lists of scores, ``intervals`` says how sure a score is, ``asking`` asks models and measures their answers; ``judge``
does so for one, ``report`` is what comes of it, and ``comparing`` is about several.
It imports the waist and what is below; nothing that makes vectors.
"""
