"""Models that gensim saved, which are pickles: read without running them.

``unpickling`` reads a pickle into arrays, plain containers and named things; ``saved`` adds the arrays that lie beside
the file; ``models`` makes a record of it.
"""
