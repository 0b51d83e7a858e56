"""A server that a reverse proxy publishes below a path of its own."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin

import pytest
from asking import Client
from page_server import page_server
from reverse_proxy import ask_socket, published
from serving import serving

from browser import opened_browser
from painsci_search import Article, Index, Section
from painsci_search.server import Settings, create_app
from painsci_search.server.proxy import Proxies, clean_root

ARTICLE = Article("demo", "Massage", (Section("m", "Massage", "Massage is nice."),))
_MOST = 60  # URLs that are looked at
LINKED = re.compile(r'(?:href|src|action|data-url)="([^"]*)"')


@pytest.mark.parametrize(
    ("given", "root"),
    [("", ""), ("/", ""), ("find", "/find"), ("/find/", "/find"), ("/a/b-c.d~e_1", "/a/b-c.d~e_1"),
     ("//find//", "/find")],
)  # fmt: skip
def test_a_root_path_has_one_form(given: str, root: str) -> None:
    assert clean_root(given) == root


@pytest.mark.parametrize(
    "given",
    ["/v1", "/v1/x", "articles", "/static/", "/metrics", "/cite", "/a//b", "/..",
     "/a/./b", "/a b", "/a%20b",
     "/é", "/a?b", "/a#b", "https://example.org/find", "/a\n"],
)  # fmt: skip
def test_a_root_path_that_could_be_misread_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="the root path"):
        clean_root(given)
    with pytest.raises(ValueError, match="the root path"):
        create_app(Index.in_memory(), Settings(root_path=given))


@pytest.mark.parametrize("peer", ["", "*", "proxy", "10.0.0.0/99", "10.0.0.1/8", "127.0.0.1:80"])
def test_a_proxy_is_named_by_its_address(peer: str) -> None:
    with pytest.raises(ValueError, match="a trusted proxy must be"):
        Proxies("", [peer])


def forwarded(
    trusted: list[str], client: tuple[str, int] | None, *headers: tuple[str, str]
) -> tuple[Any, str, list[str]]:
    scope = {
        "type": "http",
        "path": "/",
        "scheme": "http",
        "client": client,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    seen = Proxies("", trusted).apply(scope)
    hosts = [value.decode() for name, value in seen["headers"] if name == b"host"]
    return seen["client"] and seen["client"][0], seen["scheme"], hosts


ALL = (
    ("host", "inner"),
    ("x-forwarded-for", "203.0.113.9"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "find.example"),
)


@pytest.mark.parametrize(
    ("trusted", "client", "is_believed"),
    [
        ([], ("127.0.0.1", 1), False),
        ([], None, False),
        (["unix"], ("127.0.0.1", 1), False),
        (["127.0.0.1"], None, False),
        (["10.0.0.0/8"], ("11.0.0.1", 1), False),
        (["unix"], None, True),
        (["127.0.0.1"], ("127.0.0.1", 1), True),
        (["10.0.0.0/8"], ("10.9.8.7", 1), True),
        (["::1"], ("::1", 1), True),
    ],
)
def test_headers_of_a_trusted_proxy_alone_are_believed(
    trusted: list[str], client: tuple[str, int] | None, is_believed: bool
) -> None:
    seen = forwarded(trusted, client, *ALL)
    if is_believed:
        assert seen == ("203.0.113.9", "https", ["find.example"])
    else:
        assert seen == (client and client[0], "http", ["inner"])


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        # what comes before the address that a trusted proxy saw may be invented
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("203.0.113.9, unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("<script>", "10.0.0.1"),
    ],
)
def test_the_client_is_the_one_that_the_first_trusted_proxy_saw(chain: str, client: str) -> None:
    seen = forwarded(["10.0.0.0/8"], ("10.0.0.1", 1), ("x-forwarded-for", chain))
    assert seen[0] == client


def test_the_values_of_the_nearest_proxy_count() -> None:
    headers = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-host", "evil.example, find.example"),
        ("x-forwarded-proto", "https, ftp"),
    ]
    assert forwarded(["unix"], None, *headers) == (None, "http", ["find.example"])


def test_a_forwarded_host_is_checked(make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, proxies=("127.0.0.1",), hosts=frozenset({"find.example"}))
    ask = [("host", "127.0.0.1:8765"), ("x-forwarded-host", "find.example")]
    assert client.get("/v1/health", headers=ask).status_code == 200
    ask[1] = ("x-forwarded-host", "evil.example")
    assert client.get("/v1/health", headers=ask).status_code == 421
    untrusting = make_client(ARTICLE, hosts=frozenset({"find.example"}))
    ask[1] = ("x-forwarded-host", "find.example")
    assert untrusting.get("/v1/health", headers=ask).status_code == 421


def test_the_root_path_may_be_left_out_or_in(make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, root_path="/find/it/")
    for target in ("/v1/search?q=massage", "/find/it/v1/search?q=massage"):
        response = client.get(target)
        assert response.status_code == 200
        assert response.json()["hits"][0]["link"].startswith("/find/it/articles/demo#m")
        assert "</find/it/v1/search?" in response.headers["link"]
    assert client.get("/find/itself").status_code == 404
    missing = client.get("/v1/none").json()
    assert missing["detail"] == "unknown path; see /find/it/v1/openapi.json"
    document = client.get("/v1/openapi.json").json()
    assert document["servers"] == [{"url": "/find/it"}]
    bare = client.get("/find/it?q=massage&kind=section")
    assert bare.status_code == 308
    assert bare.headers["location"] == "/find/it/?q=massage&kind=section"


FEED = "v1/news.atom?since=1999"


def fetch(url: str) -> tuple[int, str, str]:
    """Return the status, the type and the text of an answer, after redirects."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read().decode()


def linked(kind: str, text: str) -> list[str]:
    """List the URLs that a page, or an answer in JSON, leads to, in order and each once."""
    found: list[str] = []
    if kind == "text/html":
        found = [each.replace("&amp;", "&") for each in LINKED.findall(text)]
    if kind == "application/atom+xml":
        found = re.findall(r'href="([^"]+)"', text)
    if kind == "application/json":
        value = json.loads(text)
        found = [hit["link"] for hit in value.get("hits", ())]
    return list(dict.fromkeys(found))


@pytest.mark.process
@pytest.mark.parametrize("strips", [False, True])
@pytest.mark.parametrize("at_socket", [False, True])
def test_every_link_of_a_published_server_leads_to_it(
    strips: bool, at_socket: bool, demo_index: Index, tmp_path: Path
) -> None:
    place = tmp_path / "s"
    options = ["--root-path", "/find", "--allow-host", "find.example", "--no-access-log"]
    options += ["--trust-proxy", "unix" if at_socket else "127.0.0.1", "--processes", "1"]
    options += ["--uds", str(place)] if at_socket else []
    headers = {"X-Forwarded-Host": "find.example", "X-Forwarded-Proto": "https"}
    with (
        serving(tmp_path, *options, index=demo_index.path) as server,
        published(
            place if at_socket else server.port, "/find/", strips=strips, headers=headers
        ) as host,
    ):
        names = ("?q=placebo", "v1/search?q=sham+surgery", "v1/openapi.json", "works", FEED)
        seen = [f"{host}/find/{name}" for name in names]
        for url in seen:  # which grows meanwhile
            status, kind, text = fetch(url)
            assert status == 200
            for each in linked(kind, text):
                target = urldefrag(urljoin(url, each))[0]
                target = target.replace("https://find.example", host)
                if target.startswith(host):
                    assert target.startswith(f"{host}/find/"), (url, each)
                    seen += [target] if target not in seen and len(seen) < _MOST else []
        assert any("/static/" in url for url in seen)
        assert any("/articles/" in url for url in seen)
        assert any("/works/" in url for url in seen)
        with pytest.raises(HTTPError, match="404"):
            fetch(f"{host}/find/nothing")


@pytest.mark.browser
@pytest.mark.process
def test_the_page_works_below_a_path(demo_index: Index, tmp_path: Path) -> None:
    assert demo_index.path is not None
    options = ("--root-path", "/find")
    with (
        opened_browser(tmp_path / "profile", "the page below a path is not looked at") as browser,
        page_server(demo_index.path, tmp_path / "log", *options) as server,
        published(
            int(server.split(":")[-1].split("/")[0]), "/find/", strips=False, headers={}
        ) as host,
    ):
        browser.open(f"{host}/find/")
        browser.wait_for("document.activeElement !== null")
        browser.evaluate("document.getElementById('~q').focus()")
        browser.type("placebo")
        browser.wait_for("document.querySelectorAll('.hit').length > 0")
        assert browser.evaluate("location.pathname") == "/find/"
        names = browser.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        assert names
        assert all(name.startswith(f"{host}/find/") for name in names)
        assert not browser.complaints


@pytest.mark.process
def test_a_socket_has_its_permissions_and_is_removed_at_the_end(
    demo_index: Index, tmp_path: Path
) -> None:
    place = tmp_path / "s"
    options = ("--uds", str(place), "--uds-mode", "600", "--processes", "2")
    with serving(tmp_path, *options, index=demo_index.path) as server:
        assert server.url == f"unix:{place}"
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert ask_socket(place, "/v1/health")[0] == 200
        taken = subprocess.run(server.process.args, capture_output=True, text=True, check=False)
        assert taken.returncode != 0
        assert "another server listens there" in taken.stderr
        assert taken.stderr.count("\n") == 1
        assert ask_socket(place, "/v1/health")[0] == 200
        assert server.stop() == 0
    assert not place.exists()


@pytest.mark.process
def test_a_socket_that_a_killed_server_left_is_replaced(demo_index: Index, tmp_path: Path) -> None:
    place = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(place))
    with serving(tmp_path, "--uds", str(place), index=demo_index.path) as server:
        assert ask_socket(place, "/v1/health")[0] == 200
        assert server.stop(signal.SIGINT) == 0


@pytest.mark.process
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--uds", "{file}"), "a file of this name is there"),
        (("--uds", "{file}/s"), "Not a directory"),
        (("--uds", "{long}"), "too long"),
        (("--uds", "s", "--port", "8765"), "--uds cannot be combined with --host or --port"),
        (("--uds", "s", "--uds-mode", "rw"), "--uds-mode must be an octal number such as 660"),
        (("--root-path", "/v1"), "--root-path: the root path cannot begin with /v1"),
        (("--trust-proxy", "*"), "--trust-proxy: a trusted proxy must be an IP address"),
    ],
)
def test_what_cannot_be_served_is_one_line(
    options: tuple[str, ...], message: str, demo_index: Index, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    given = [each.format(file=file, long=tmp_path / ("x" * 200)) for each in options]
    command = [sys.executable, "-m", "painsci_search", "serve", "--index", str(demo_index.path)]
    done = subprocess.run(
        [*command, *given], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode != 0
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert file.exists()
