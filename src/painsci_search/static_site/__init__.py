"""Static sites: an index in, files out that a browser searches without a server.

Open `export.py` first. `articles.py` reads the articles of an index, `records.py` makes records for
Pagefind and evidence of them, `bundle.py` has Pagefind index the records, `folder.py` replaces an
earlier export. The page of a site is in `web/static/`: `page.*`, `parts.js`, `search.js`.
"""

from painsci_search.model import SiteReport
from painsci_search.static_site.export import export_site

__all__ = ["SiteReport", "export_site"]
