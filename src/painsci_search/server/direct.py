"""Routes of the API, found by their path: a request in, the response of its endpoint sent.

FastAPI tries one route after the other, and opens stacks of contexts for each request, which no
endpoint here uses. That takes as long as all that is left.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from painsci_search.server.problems import route_path
from painsci_search.server.routing import ParameterRoute


class DirectRoutes(BaseRoute):
    """Those of some routes that read no part of the path, as one route before all others."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = {
            route.path: (route, handler)
            for route in routes
            if isinstance(route, ParameterRoute) and (handler := route.direct_handler())
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a request is for one of the routes, and which one."""
        found = self._routes.get(route_path(scope)) if scope["type"] == "http" else None
        if found is None or scope["method"] not in (found[0].methods or ()):
            return Match.NONE, {}
        return Match.FULL, {"route": found[0]}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request that matches."""
        _, handler = self._routes[route_path(scope)]
        response = await handler(Request(scope, receive))
        await response(scope, receive, send)
