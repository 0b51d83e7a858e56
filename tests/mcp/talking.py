"""Talking to ``painsci-search mcp`` as an assistant does: the SDK's own client over a real pipe."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, CompleteResult, ListToolsResult, ResourceTemplateReference

from mcp import Client, StdioServerParameters

SCRIPT = Path(sys.executable).with_name("painsci-search")


class Assistant:
    """A conversation with a server process of its own, from a test that is not asynchronous."""

    def __init__(self, index: Path, *options: str, mode: str = "auto") -> None:
        self._arguments = ["mcp", "--index", str(index), *options]
        self._mode = mode
        self._stack = ExitStack()
        self._errors = index.with_name("stderr.txt")

    def __enter__(self) -> Self:
        server = StdioServerParameters(
            command=str(SCRIPT), args=self._arguments, env=server_environment()
        )
        errors = self._stack.enter_context(self._errors.open("w+", encoding="utf-8"))
        self._portal: BlockingPortal = self._stack.enter_context(start_blocking_portal())
        client = Client(stdio_client(server, errlog=errors), mode=self._mode)
        self.client: Client = self._stack.enter_context(
            self._portal.wrap_async_context_manager(client)
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def told_beside(self) -> str:
        """What the server has written to standard error."""
        return self._errors.read_text(encoding="utf-8")

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        return self._portal.call(self.client.call_tool, tool, arguments)

    def ask(self, tool: str, **arguments: Any) -> str:
        """Call a tool that must not fail; its text."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result
        return text_of(result)

    def refused(self, tool: str, **arguments: Any) -> str:
        """Call a tool that must fail; what it says."""
        result = self.call(tool, **arguments)
        assert result.is_error
        return text_of(result)

    def tools(self) -> ListToolsResult:
        return self._portal.call(self.client.list_tools)

    def resources(self, cursor: str | None = None) -> Any:
        return self._portal.call(partial(self.client.list_resources, cursor=cursor))

    def templates(self) -> Any:
        return self._portal.call(self.client.list_resource_templates)

    def read(self, uri: str) -> str:
        result = self._portal.call(self.client.read_resource, uri)
        return result.contents[0].text

    def complete(self, uri: str, name: str, value: str, **given: str) -> CompleteResult:
        reference = ResourceTemplateReference(uri=uri)
        argument = {"name": name, "value": value}
        return self._portal.call(
            partial(self.client.complete, reference, argument, context_arguments=given or None)
        )


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    return content.text


def server_environment() -> dict[str, str]:
    """Give the environment in which the tests run a server."""
    kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
    return {**kept, "PYTHONUTF8": "1"}
