"""Search over HTTP: JSON for programs under /v1, and pages for people beside it.

server.py    a listening socket, a process that starts and stops well
  protocol.py  HTTP of clients that may be slow, broken or hostile
  access.py    who may ask, and what every answer is given along; the access log
  app.py       the application: routes, errors
    api.py       /v1: parameters in, the objects of ``render`` out
    pages.py     /, /articles/..., /static/...
  answering.py   one answer: index, worker thread, ETag, compression
"""

from __future__ import annotations

from painsci_search.server.app import create_app
from painsci_search.server.settings import Limits, Settings

__all__ = ["Limits", "Settings", "create_app"]
