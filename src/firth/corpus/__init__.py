"""Any text in, one encoded corpus out.

Read in this order: `sources` (files and streams, cut into chunks), `whitespace` (a chunk to words and indices),
`spool` (arrays that outgrow memory), `vocabulary` (which words are kept, in which order), `encoding` (the one
pass that joins them).
"""
