"""Weights: from an encoded corpus to vectors.

``train`` runs the epochs; ``blocks`` chooses the kernel; ``weights`` makes the matrices; ``validation`` measures on
held-out text; ``losses`` and ``facts`` keep what happened. ``samples`` lists, for people, the pairs that a window hands
to training.
"""
