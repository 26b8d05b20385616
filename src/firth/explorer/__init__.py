"""A page that shows vectors: what is computed of a model before it is drawn, and what draws it.

In the order in which to read them: ``projecting`` gives words their places in the plane, ``distortion`` says how far
these can be trusted, ``clusters`` groups words, and ``labels`` finds out which labels can be shown together; ``mapping``
puts them into one value, a ``Map``.

``codes`` stores vectors in a byte a number; ``payload`` is the one document that the page shows; ``answering`` answers
what the page asks, and ``server`` serves it.
"""
