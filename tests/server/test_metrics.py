"""Counters for Prometheus: of all processes, and by route."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import Client
from fastapi import APIRouter
from serving import serving, wait_for

import painsci_search.server
from painsci_search import Article, Index
from painsci_search.server.metrics import BUCKETS, ROUTES, Metrics
from painsci_search.server.proxy import clean_root

ARTICLE = Article("demo", "Massage")
SAMPLE = re.compile(r'painsci_search_([a-z_]+)(\{[a-z]+="[^"\n]*"(?:,[a-z]+="[^"\n]*")*\})? (\S+)')
TOKEN = "a-secret-of-26-characters!"


def read(text: str) -> dict[str, float]:
    """Parse the text format: each sample follows the lines on its metric."""
    values: dict[str, float] = {}
    known = ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("#"):
            known = line.split()[2].removeprefix("painsci_search_")
            assert line.split()[1] in {"HELP", "TYPE"}
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1].startswith(known)
        name = sample[1] + (sample[2] or "")
        assert name not in values
        values[name] = float(sample[3])
    return values


def test_requests_are_counted_by_route_status_and_time() -> None:
    metrics = Metrics()
    for status, seconds in ((200, 0.0005), (200, 0.02), (503, 11.0)):
        metrics.enter()
        metrics.leave("/v1/articles/{id:article_id}", status, seconds)
    metrics.enter()
    values = read(metrics.render({"index_articles": ("Articles.", "", 14.0)}))
    route = 'route="/v1/articles/{id}"'
    assert values[f'requests_total{{{route},status="200"}}'] == 2
    assert values[f'requests_total{{{route},status="503"}}'] == 1
    name = "request_duration_seconds"
    counts = [values[f'{name}_bucket{{{route},le="{bound}"}}'] for bound in (*BUCKETS, "+Inf")]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[BUCKETS.index(0.025)] == 2
    assert counts[-2:] == [2, 3]
    assert values[f"{name}_count{{{route}}}"] == 3
    assert values[f"{name}_sum{{{route}}}"] == pytest.approx(11.0205)
    assert values["requests_in_progress"] == 1
    assert values["index_articles"] == 14


def test_what_has_no_route_or_another_status_is_counted_too() -> None:
    metrics = Metrics()
    metrics.leave("", 401, 0)
    metrics.leave("/nowhere", 299, 0)
    values = read(metrics.render({}))
    assert values['requests_total{route="other",status="401"}'] == 1
    assert values['requests_total{route="other",status="other"}'] == 1


def test_a_worker_goes_on_with_the_counters_of_the_one_before_it() -> None:
    metrics = Metrics(workers=2)
    for worker in (0, 1, 1):
        metrics.begin(worker)
        metrics.enter()
        metrics.leave("/", 200, 0.01)
        metrics.enter()  # the worker dies before it answers
    values = read(metrics.render({}))
    assert values['requests_total{route="/",status="200"}'] == 3
    assert values["requests_in_progress"] == 2
    assert values["workers"] == 2
    assert values["worker_starts_total"] == 3


def routes() -> set[str]:
    """The paths of all routes of the modules of the server."""
    found = set()
    for each in pkgutil.iter_modules(painsci_search.server.__path__):
        module = importlib.import_module(f"painsci_search.server.{each.name}")
        for value in vars(module).values():
            if isinstance(value, APIRouter):
                found |= {re.sub(r":\w+\}", "}", route.path) for route in value.routes}
    return found


def test_every_route_is_counted_apart_and_is_no_root_path() -> None:
    assert routes() | {"other"} == set(ROUTES)
    for route in routes() - {"/"}:
        with pytest.raises(ValueError, match="which the server has itself"):
            clean_root(route.split("/")[1])


def test_requests_are_counted_under_their_routes(make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, metrics=True, root_path="/find")
    targets = {
        "/find/": "/", "/articles/demo": "/articles/{article_id}", "/static/style.css":
        "/static/{name}", "/export?q=massage&format=csv": "/export", "/metrics": "/metrics",
        "/v1/articles/demo": "/v1/articles/{id}", "/nothing": "other", "/v1/stats": "/v1/stats",
    }  # fmt: skip
    for target in targets:
        client.get(target)
    values = read(client.get("/find/metrics").content.decode())
    counted = set(re.findall(r'requests_total\{route="([^"]*)"', " ".join(values)))
    assert counted == set(targets.values())
    assert values["index_articles"] == 1
    assert values["index_stale"] == 0
    assert any(name.startswith('index_info{generation="') for name in values)


def test_there_are_metrics_only_where_they_are_asked_for(
    make_client: Callable[..., Client],
) -> None:
    assert make_client(ARTICLE).get("/metrics").status_code == 404
    client = make_client(ARTICLE, metrics=True, token=TOKEN)
    assert client.get("/metrics").status_code == 401
    response = client.get("/metrics", headers=[("authorization", f"Bearer {TOKEN}")])
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    values = read(response.content.decode())
    assert values['requests_total{route="other",status="401"}'] == 1


@pytest.mark.process
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_any_process_gives_the_counts_of_all(demo_index: Index, tmp_path: Path) -> None:
    options = ("--metrics", "--processes", "3", "--no-access-log")
    asked = 'requests_total{route="/v1/suggest",status="200"}'

    with serving(tmp_path, *options, index=demo_index.path) as server:

        def counted() -> dict[str, float]:
            return read(server.ask("/metrics").body.decode())

        wait_for(lambda: counted()["worker_starts_total"] == 3)
        for _ in range(30):
            assert server.ask("/v1/suggest?q=pla").status == 200
        assert counted()[asked] == 30
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        wait_for(lambda: counted()["worker_starts_total"] == 4)
        values = counted()
        assert values[asked] == 30
        assert values["workers"] == 3
