"""Sets of questions: ``sets`` are the values, ``reading`` takes them out of the text that ``files`` gives.

``coverage`` says which of their words a model lacks. The folder own holds the sets that come with Firth.
"""
