"""A training that can be left and gone on with.

``state`` is a training between two rounds; ``pauses`` says when one is written; ``folder`` is where.
"""
