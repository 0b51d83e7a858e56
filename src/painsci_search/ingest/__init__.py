"""Files in, a changed index out: the only room that knows both reading and the engine.

Open `update.py` first: it compares files with the index, has `workers.py` read those that changed,
and has `ids.py` assign article ids. `rebuild.py` makes an index anew that cannot be opened,
`changes.py` adds and removes single articles, and `staleness.py` reports what is out of date.
"""
