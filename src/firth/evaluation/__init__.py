"""Judgements: how good are vectors, and how sure can one be.

``questions`` is a folder: sets of questions, how they are read, and what a model lacks of them. ``space`` is what a
protocol makes of vectors, ``solving`` and ``set_solvers`` answer analogies in it, ``outliers`` finds what does not
belong. ``agreement`` compares lists of scores, ``intervals`` says how sure a score is, and ``asking`` asks models and
measures their answers. ``judge`` does so for one and makes ``findings`` of it. ``report`` is what comes of it, as a
page too (the folder ``pages``); ``scorer`` makes one number of it; ``comparing`` is a folder about several models;
``rounding`` is what a model loses that is stored with fewer bytes.
It imports the waist and what is below; nothing that makes vectors.
"""
