"""Static sites: an index in, files out that a browser searches without a server.

Open `export.py` first. `articles.py` reads the articles of an index, `records.py` makes the parts
of them that hits are made of, `search_index.py` writes the index that a browser searches,
`expansions.py` its synonyms and spellings, `words.py` the words of the page, and `folder.py` and
`replacement.py` replace an earlier export. The page of a site is in `web/static/`: `page.*`,
`parts.js`, and the search itself, `search.js`, whose modules follow those of the engine:
`tokens.js` and `stems.js` follow `text.py`, `query.js` the parser, `matching.js` and `ranking.js`
the engine.
"""

from painsci_search.model import SiteReport
from painsci_search.static_site.export import export_site

__all__ = ["SiteReport", "export_site"]
