"""What `Phrases` are made of: ``scoring`` of pairs, ``joining`` of sentences, and ``files`` of phrases."""
