"""The works that notes cite: citations in; merged references, keys and bibliographies, out.

Open `find.py` first: the queries for works that an index answers. `graph.py` links the works,
notes and articles of a snapshot; `merging.py` decides by `comparing.py` which citations are one
work, and `works.py` makes one reference and one key of them. `lookup.py` evaluates a query over
works; `formats/` writes them for reference managers.
"""
