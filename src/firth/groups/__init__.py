"""Many words at a time.

``word_classes`` puts words into classes, ``movers_distance`` compares texts by their words, and ``sense_questions``
asks all senses of words.
"""
