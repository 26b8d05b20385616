"""Any text in, one encoded corpus out.

Read in this order, which is the way of the text:

* its bytes: ``sources`` (where it comes from), ``opening`` (files and streams), ``urls``, ``unpacking`` (archives),
  ``contents`` (what is no text), ``decoding`` (to UTF-8), ``guessing`` (which encoding it may be), ``cuts`` and
  ``cutting`` (into chunks), ``tables``, ``delimited`` and ``json_lines`` (files with columns and fields), ``columns``
  (which of them);
* what comes from Python: ``documents`` (strings and tables), ``sentences`` (lists of words);
* its words: ``tokenizers`` (from the settings to functions), ``sentence_ends``, ``whitespace``, ``words``, ``chinese``,
  ``helpers`` (processes for what holds Python's lock);
* its numbers: ``entries`` (words as arrays of bytes), ``parts`` (a chunk and its dictionary), ``dictionaries`` (merged
  to exact counts), ``vocabulary`` (which words are kept, in which order), ``ledger`` (what is known while the text is
  read), ``encoding`` (the one pass that joins all these), ``encoded`` (the value it ends in);
* what is done with that value: ``renumbering``, ``phrases``, ``narrowing`` (fewer words), ``holding_out`` (sentences to
  validate on).

``reading`` is the door: it sends each kind of text to its encoder. ``word_lists`` reads the lists of words to keep.
``spool`` (arrays that outgrow memory), ``ahead`` and ``prefetching`` (work done before it is asked for) serve
everywhere.
"""
