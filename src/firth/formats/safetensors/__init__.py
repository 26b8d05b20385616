"""Firth's own file, which opens by memory-mapping and runs no code.

``header`` (what a safetensors file says of its tensors), ``parts`` (what all of Firth's own files have in common),
``pieces`` (how a model says which pieces of words its rows belong to) and ``model`` (which tensors make a model).
``packing`` stores matrices with fewer bytes for each value.
"""
