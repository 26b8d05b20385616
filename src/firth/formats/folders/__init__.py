"""Vectors that other programs keep in a folder of files, and floret's table, whose words are elsewhere.

``spacy`` is the vocabulary of a pipeline of spaCy, ``model2vec`` a model of that name, ``floret`` a table of n-grams;
``reading`` reads single files of a folder.
Files are read, nothing in them is run, and links that lead out of the folder are not followed.
"""
