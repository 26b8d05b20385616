"""A page that shows vectors: what is computed of a model before it is drawn, and what draws it.

``maps`` gives words their places in the plane, and says how far these can be trusted. ``picture`` draws a few words
without a page.

``columns`` reads what else is known of words, ``codes`` stores vectors in a byte a number, ``counted`` says what
follows from counts, ``sureness`` in how many runs neighbours hold, and ``side_by_side`` turns two maps alike and
compares two models. ``payload`` is the one document that the page shows, and ``page`` the page with its code, which is
in the folder ``page``. ``answering`` answers what the page asks, ``server`` serves both, ``live`` lets what is served
change, and ``redrawing`` draws maps meanwhile. ``exploration`` is all this as one value.
"""
