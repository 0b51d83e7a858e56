"""Pages for people: what is asked and answered, and articles to read, as HTML.

markup.py     elements; whatever is not one of them is text, and escaped
asked.py      what is asked, as an address says it, and addresses of all there is
frame.py      what every page has around it
answer.py     the page to search with
  controls.py   filters, facets, what is chosen of them
  hits.py       passages with their evidence, gathered under articles
article.py    an article to read, with a passage marked
evidence.py   notes and the works that they cite, with links
"""

from __future__ import annotations

from painsci_search.web.pages.answer import Answer, search_page
from painsci_search.web.pages.article import Wanted, article_page
from painsci_search.web.pages.asked import Asked
from painsci_search.web.pages.frame import Site, problem_page

__all__ = ["Answer", "Asked", "Site", "Wanted", "article_page", "problem_page", "search_page"]
