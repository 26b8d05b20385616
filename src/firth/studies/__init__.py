"""What needs both halves.

``doctor`` (a text), ``plan`` (a training), ``audit`` (a model), ``claims`` (settings), ``demo`` (all of it).
"""
