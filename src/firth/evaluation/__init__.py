"""Judgements: how good are vectors, and how sure can one be.

``questions`` is a folder: sets of questions, and how they are read. ``space`` is what a protocol makes of vectors,
``solving`` and ``set_solvers`` answer analogies in it, ``outliers`` finds what does not belong; ``agreement`` compares
lists of scores, ``intervals`` says how sure a score is, ``judge`` asks everything, and ``report`` is what comes of it.
It imports the waist and what is below; nothing that makes vectors.
"""
