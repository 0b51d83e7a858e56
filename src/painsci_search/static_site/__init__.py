"""Static sites: an index made into files that a browser searches, with no server behind them.

    articles of an index                                  passages.py
      -> records, one per section and note                records.py
      -> Pagefind's files                                 bundle.py
      -> a folder with a page, replaced as a whole        export.py, folder.py

What runs in the browser lies in page/: search.js asks Pagefind and answers in the shape of every
other result, page.js and page.css show it.
"""

from painsci_search.model import SiteReport
from painsci_search.static_site.export import export_site

__all__ = ["SiteReport", "export_site"]
