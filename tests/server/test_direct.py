"""Requests to the API do not go through FastAPI's list of routes."""

from __future__ import annotations

from asking import Client
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from painsci_search import Index
from painsci_search.server import create_app


class Watching(BaseRoute):
    """A route that matches nothing, and keeps what it was tried for."""

    def __init__(self) -> None:
        self.tried: set[str] = set()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        self.tried.add(scope["path"])
        return Match.NONE, {}


def test_only_a_path_with_parameters_is_looked_for_among_all_routes(demo_index: Index) -> None:
    app = create_app(demo_index)
    watching = Watching()
    app.router.routes.insert(1, watching)
    client = Client(app)
    paths = app.openapi()["paths"]
    for path, operations in paths.items():
        assert (
            client.get(path, method=next(iter(operations)).upper()).status_code != 404
            or "{" in path
        )
    assert watching.tried == {path for path in paths if "{" in path}
    assert client.get("/").status_code == 200
    assert "/" in watching.tried
    client.close()
