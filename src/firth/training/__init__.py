"""Weights: from an encoded corpus to vectors.

``train`` runs the epochs; ``jobs`` lists their blocks; ``trainer`` chooses the kernel; ``team`` are the threads;
``pieces`` says what words are made of; ``weights`` makes the matrices, ``initial`` takes them from a model;
``validation`` measures on held-out text; ``losses`` and ``facts`` keep what happened. ``checkpoints`` are for going on
after whatever happened. ``samples`` lists, for people, the pairs that a window hands to training.
"""
