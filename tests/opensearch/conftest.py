"""A cluster for the tests of this folder, and addresses of new indexes on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cluster import Cluster, Unavailable
from clusters import delete

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of a cluster in one process: each would start one of its own."""
    for item in items:
        names: tuple[str, ...] = getattr(item, "fixturenames", ())
        if item.path.is_relative_to(HERE) and {"cluster", "hosts"}.intersection(names):
            item.add_marker("process")
            item.add_marker(pytest.mark.xdist_group("opensearch"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three nodes that are started for these tests, and may be killed by them."""
    pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
    with ExitStack() as stack:
        try:
            started = stack.enter_context(Cluster(3))
        except Unavailable as reason:
            pytest.skip(f"no OpenSearch: {reason}")
        yield started


@pytest.fixture(scope="session")
def hosts(request: pytest.FixtureRequest) -> str:
    """The hosts of a cluster: that of PAINSCI_SEARCH_OPENSEARCH, or one that is started."""
    given = os.environ.get("PAINSCI_SEARCH_OPENSEARCH")
    if given:
        pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
        return given.removeprefix("opensearch://").rstrip("/")
    return request.getfixturevalue("cluster").address


@pytest.fixture
def address(hosts: str) -> Iterator[str]:
    """The address of an index that does not exist yet; it is deleted after the test."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield f"opensearch://{hosts}/{name}"
    delete(f"opensearch://{hosts}/{name}")
