"""Any text in, one encoded corpus out.

Read in this order: ``sources`` (files and streams, cut into chunks), ``whitespace`` (a chunk to words and
indices), ``sentences`` (token lists from Python), ``spool`` (arrays that outgrow memory), ``ledger`` (words,
counts and ids while the text is read), ``vocabulary`` (which words are kept, in which order), ``encoding``
(the one pass that joins them).
"""
