"""The four tools for work side by side. Nothing else in Firth starts a thread or a process.

* ``worker_threads``: a fixed set of threads that take items from one queue and share arrays: training.
* ``parallel_map``: a function of an item, done ahead on threads, the results in order: reading.
* ``prefetch``: one thread that makes blocks of bytes before they are asked for: unpacking, networks.
* ``worker_processes``: for work that holds Python's lock: Chinese segmentation, tokenizers that are functions.

They are built on ``thread_pool``: threads that an interruption cannot leave waiting. ``interrupts`` keeps Ctrl-C away
for a moment. Not here: what the work is.
"""
