"""Search: matches of the engine in, hits with snippets, highlights, links and evidence out.

Open `answer.py` first: `search` parses a query, matches it and makes the hits with `hits.py`, which
uses `hit_sources`, `highlights`, `snippets`, `links` and `claims`. The other modules answer other
questions: `suggest` and `autocomplete` (spelling, typing), `similar`, `excerpts`, `news`,
`statistics`, and `quotes` with `verification`.
"""
