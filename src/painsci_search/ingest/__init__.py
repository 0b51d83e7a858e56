"""Files in, a changed index out: the only room that knows both reading and the engine.

Open `update.py` first: it compares the files of folders with those indexed, has `workers.py` read
what changed, and has `ids.py` name the articles. `staleness.py` reports files that changed since.
"""
