"""The server inside another program: in its own process, and over the protocol's HTTP transport."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from talking import text_of

from mcp import Client
from painsci_search import Article, Index, Section
from painsci_search.mcp import AnswerLimits, Tools, make_server


def test_a_server_answers_a_client_in_the_same_process(demo_index: Index) -> None:
    async def ask() -> str:
        async with Client(make_server(demo_index)) as client:
            return text_of(await client.call_tool("search", {"query": "placebo", "limit": 1}))

    assert asyncio.run(ask()).startswith("Passage 1 of")


def test_many_requests_at_once_get_their_own_answers(demo_index: Index) -> None:
    words = ["placebo", "sham", "nocebo", "exercise", "sleep"] * 8

    async def ask() -> list[str]:
        async with Client(make_server(demo_index)) as client:
            calls = (client.call_tool("search", {"query": word}) for word in words)
            return [text_of(result) for result in await asyncio.gather(*calls)]

    for word, text in zip(words, asyncio.run(ask()), strict=True):
        assert text.splitlines()[0].endswith(f"for: {word}")


@contextmanager
def served(app: object) -> Iterator[str]:
    """Serve an application on a free port of this machine; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()


def test_a_server_answers_over_http(demo_index: Index) -> None:
    async def ask(address: str) -> str:
        async with Client(address) as client:
            return text_of(await client.call_tool("cites", {"work": "30397584"}))

    with served(make_server(demo_index).streamable_http_app()) as address:
        assert asyncio.run(ask(address)).startswith("Cited by 1 note")


def test_an_index_in_memory_will_do() -> None:
    index = Index.in_memory()
    index.add(Article("asmr", "Tingles", (Section("a", "Part", "Tingles soothe."),)))
    tools = Tools(index, AnswerLimits(characters=2000))
    assert "> Tingles soothe." in tools.call("search", {"query": "tingles"}).text
    assert "> Tingles soothe." in tools.call("read", {"article": "asmr", "anchor": "a"}).text
