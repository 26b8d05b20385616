"""What needs both halves.

``doctor`` (a text), ``plan`` (a training), ``audit`` (a model), ``stability`` (its other runs), ``demo`` (all of it).
"""
