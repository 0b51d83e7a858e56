"""Search over HTTP: an index in, an ASGI application out, with JSON under /v1 and pages beside it.

Open `app.py` first: it joins the routes of `api.py` and `pages.py`. `access.py` checks each
request, `executor.py` runs its handler in a worker thread. `process.py` and `protocol.py` are for
a process that only serves: `painsci-search serve`.
"""

from __future__ import annotations

from painsci_search.server.app import create_app
from painsci_search.server.settings import ServerLimits, Settings

# The name of the limits until 0.1.
Limits = ServerLimits

__all__ = ["Limits", "ServerLimits", "Settings", "create_app"]
