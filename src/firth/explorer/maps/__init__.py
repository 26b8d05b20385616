"""The map of a vocabulary: where each word is drawn, how far that can be trusted, and which labels there is room for.

In the order in which to read them: ``projecting`` gives words their places in the plane, ``aligning`` turns one picture
like another, ``distortion`` says how far the places can be trusted, ``clusters`` groups words, ``labels`` finds out
which labels can be shown together, and ``mapping`` puts all that into one value, a ``Map``.
"""
