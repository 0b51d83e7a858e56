"""The works that notes cite: citations in; merged references, keys and bibliographies, out.

Open `find.py` first: the queries for works that an index answers. `graph.py` links the works,
notes and articles of a snapshot. `merging.py` groups the citations of one work by what they share;
`citation_groups.py` decides which of them contradict each other, by their names and identifiers
(`comparing.py`), titles (`titles.py`) and publication (`publications.py`). `works.py` makes one
reference and one key of a group. `lookup.py` evaluates a query over works, and
`short_citations.py` reads one such as "Lochte et al. (2018)"; `formats/` writes works for
reference managers.
"""
