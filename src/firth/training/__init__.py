"""Weights: from an encoded corpus to vectors.

``train`` runs the epochs; ``jobs`` lists their blocks; ``trainer`` chooses the kernel; ``team`` are the threads;
``weights`` makes the matrices, ``initial`` takes them from a model; ``validation`` measures on held-out text;
``losses`` and ``facts`` keep what happened. ``state`` is a training between two rounds; ``pauses`` says when one is
written; ``checkpoint_folder`` is where.
``samples`` lists, for people, the pairs that a window hands to training.
"""
