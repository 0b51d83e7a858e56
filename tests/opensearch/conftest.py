"""A cluster for the tests of this folder, and addresses of new indexes on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from cluster import Cluster, Unavailable
from clusters import delete


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three nodes that are started for these tests, and may be killed by them."""
    pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
    try:
        started = Cluster(3)
    except Unavailable as reason:
        pytest.skip(f"no OpenSearch: {reason}")
    with started:
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
