"""What needs both halves: ``doctor`` (a text), ``plan`` (a training), ``audit`` (a model), ``demo`` (all of it)."""
