"""Matrices whose words are elsewhere: NumPy's two files, and the tables of TensorBoard's projector.

``npz`` is an archive that holds both, by name. ``npy`` and ``projector`` are a matrix with a file of words beside it,
which ``words_beside`` finds, reads and writes.
"""
