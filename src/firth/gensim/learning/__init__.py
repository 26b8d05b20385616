"""What gensim's `Word2Vec` and `FastText` are made of.

``state`` lists what a model has. In the order of a training: ``corpora`` are files of sentences, ``reading`` turns what
is given into a corpus of ids, ``counting`` and ``vocabulary`` choose the words, ``settings`` translates arguments,
``fitting`` trains with Firth and writes the weights back, ``training`` is what programs call, and ``logged`` what it
logs; ``saving`` is files, ``scoring`` asks a trained model for probabilities.
"""
