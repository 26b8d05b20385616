"""Ids: a text as numbers, and what is done with it.

``encoded_corpus`` is the value; ``build`` makes it from text, ``ids`` from ids that are there already, and
``unchecked`` from parts that our own code has just made. ``vocabulary`` chooses the words, ``phrases`` (with
``connected_pairs``) joins neighbours, ``restrict`` keeps fewer words, ``grow`` adds some, ``renumber`` gives ids anew,
``hold_out`` takes sentences away for validation, ``learnable`` asks whether any words are neighbours, ``reach`` how far
windows reach, ``saved_corpus`` opens files, ``growing_array`` holds arrays that outgrow memory.
"""
