"""A page that shows vectors: what is computed of a model before it is drawn, and what draws it.

In the order in which to read them: ``projecting`` gives words their places in the plane, ``distortion`` says how far
these can be trusted, ``clusters`` groups words, ``labels`` finds out which labels can be shown together, and
``mapping`` puts all that into one value, a ``Map``. ``picture`` draws a few words without a page.

``columns`` reads what else is known of words, ``codes`` stores vectors in a byte a number, and ``side_by_side``
compares two models. ``payload`` is the one document that the page shows, and ``page`` the page with its code, which is
in the folder ``page``. ``answering`` answers what the page asks, ``server`` serves both, and ``exploration`` is all of
this as one value.
"""
