"""Encoders, such as BERT: somebody's network that gives a vector for a text, or for each word in it.

In the order in which to read them:

- ``encoder``: what an encoder is to the rest of Firth, and the checks on what one returns
- ``function``: one that is a Python function
- ``pieces``: one that has a vector for each piece of a text; texts are cut, sorted by length and pooled here
- ``onnx_file``: the network of such a one, as ONNX Runtime runs it
- ``transformer``: the same, as PyTorch and transformers run it
- ``opening``: from what a person gives to an encoder

Their libraries are extras, and are imported when an encoder is opened.
"""
