"""Search over HTTP: JSON for programs under /v1, and pages for people beside it.

server.py         a process that serves: its socket, its start and its end
  protocol.py     HTTP, of clients that may be slow, broken or hostile
    access.py     who may ask, what every answer is given along, the log
      app.py      the application: routes; every error a problem
        api.py    /v1: parameters in, objects of ``render`` out
        pages.py  /, /articles/..., /static/...
        answering.py  one answer: index, worker thread, ETag, compression
"""

from __future__ import annotations

from painsci_search.server.app import create_app
from painsci_search.server.settings import Limits, Settings

__all__ = ["Limits", "Settings", "create_app"]
