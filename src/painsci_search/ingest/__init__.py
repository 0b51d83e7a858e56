"""Files in, a changed index out: the only room that knows both reading and the engine.

Open `update.py` first: it compares files with the index (`moves.py` finds those that are in another
place), has `workers.py` read those that changed, and has `choice.py` choose the best save of each
article (`saves.py`, `sketches.py`) and its id (`ids.py`). `rebuild.py` makes an index anew that
cannot be opened, `changes.py` adds and removes single articles, and `staleness.py` reports what is
out of date.
"""
