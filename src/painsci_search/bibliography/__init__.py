"""The works that notes cite: citations in; one merged reference, key and list of citations each.

Open `graph.py` first: it links works, notes and articles of a snapshot. `merging.py` decides which
citations are one work, by `names.py` and `titles.py`; `combining.py` makes one reference of them,
and `keys.py` one key. `lookup.py` finds works by a query, `of_query.py` those that its passages
cite; `formats/` writes them for reference managers.
"""
