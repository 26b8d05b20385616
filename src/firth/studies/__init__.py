"""What needs both halves.

``doctor`` (a text), ``plan`` (a training), ``audit`` (a model), ``stability`` (its other runs),
``explain`` (its answers), ``senses`` (its words), ``claims`` (settings), ``demo`` (all of it).
"""
