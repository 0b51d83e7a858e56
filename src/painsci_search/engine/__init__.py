"""The engine: records in, a query tree in; record numbers, scores, positions and stored bytes out.

It knows nothing of articles, HTML or the web. The rooms above it use `storage.store.Store` for
snapshots and writers, `boolean.ScoredQuery` to match and score a tree, `filters.Filters` and
`top_k.Ranking` to select a page of it, `postings.LeafPostings` for positions, `Snapshot.load` for
stored records, and `lexicon` for near and frequent words. Open `boolean.py` first, then `bm25f.py`.
`as_whoosh/` exposes the same index to Whoosh.
"""
