"""The engine: records in, a query tree in; record numbers, scores, positions and stored bytes out.

Open `bm25f.py` first: it scores a tree with the postings that `postings.py` finds in the segments
of `storage/`; `filters.py` narrows the matches and `top_k.py` chooses the best. The engine knows
nothing of articles, HTML or the web. `as_whoosh/` shows the same index to Whoosh.
"""
