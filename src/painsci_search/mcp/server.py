"""The server of the SDK over an index: handlers of the protocol's requests."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from importlib.resources import files
from typing import Any, TypeVar

import anyio
from anyio.to_thread import run_sync
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from mcp import types
from painsci_search import __version__
from painsci_search.errors import PainSciSearchError
from painsci_search.index import Index
from painsci_search.mcp.arguments import SCHEMAS
from painsci_search.mcp.descriptions import DESCRIPTIONS
from painsci_search.mcp.resources import TEMPLATES, Resources
from painsci_search.mcp.stdio import serve_stdio
from painsci_search.mcp.text import NOTICE, plain_line
from painsci_search.mcp.tool_results import AnswerLimits, ToolError
from painsci_search.mcp.tools import Tools

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)

_NAME, _TITLE = "painsci-search", "Pain science articles"
_INSTRUCTIONS = (
    "Search a collection of articles on pain science, the notes in them, and the works that the "
    "notes cite. Begin with search; each passage has a link for people, and the arguments to read "
    "it in full. Use read for a section or note with its references, references to find works, "
    "and cites for what a work is cited for. Check with verify what you quote. Give the link of "
    f"each claim, and name the works that back it.\n{NOTICE}"
)
_MIME = "text/plain"
_WIDTH = 200
_READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_server(index: Index, limits: AnswerLimits | None = None) -> Server[Any]:
    """Return an SDK server over an index, for any transport of the SDK."""
    tools = Tools(index, limits)
    handlers = _Handlers(tools, Resources(index, tools))
    server = Server[Any](
        _NAME,
        version=__version__,
        title=_TITLE,
        instructions=_INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_completion=handlers.complete,
    )
    server.middleware.append(_name_what_comes_first)
    return server


async def _name_what_comes_first(
    ctx: ServerRequestContext[Any], call_next: CallNext
) -> HandlerResult:
    """Answer a request before `initialize`, whose parameters the SDK calls invalid.

    Raises:
        MCPError: the request comes too early, or has another error.
    """
    try:
        return await call_next(ctx)
    except MCPError as error:
        is_early = ctx.session.client_params is None and ctx.method != "initialize"
        if is_early and error.code == types.INVALID_PARAMS:
            raise MCPError(
                types.INVALID_REQUEST,
                f"send initialize, then notifications/initialized, before {ctx.method}",
            ) from None
        raise


def serve(index: Index, limits: AnswerLimits | None = None) -> None:
    """Serve an index on standard input and output until the input ends or the output is closed.

    Raises:
        KeyboardInterrupt: the process was interrupted.
    """
    try:
        anyio.run(serve_stdio, make_server(index, limits))
    except* BrokenPipeError:
        _LOG.debug("the output is closed")


class _Handlers:
    """Handlers of requests, which run in worker threads."""

    def __init__(self, tools: Tools, resources: Resources) -> None:
        self._tools = tools
        self._resources = resources

    async def list_tools(
        self, _context: object, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        structured = self._tools.limits.structured
        return types.ListToolsResult(tools=[_describe(name, structured) for name in DESCRIPTIONS])

    async def call_tool(
        self, _context: object, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        if params.name not in DESCRIPTIONS:
            name = plain_line(params.name, _WIDTH)
            raise MCPError(types.INVALID_PARAMS, f"unknown tool: {name}")
        answer = await run_sync(self._tools.call, params.name, params.arguments)
        return types.CallToolResult(
            content=[types.TextContent(text=answer.text)],
            structured_content=answer.content,
            is_error=answer.is_error,
        )

    async def list_resources(
        self, _context: object, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        listed, cursor = await _in_thread(
            self._resources.list_page, params.cursor if params else None
        )
        return types.ListResourcesResult(
            resources=[types.Resource(**each._asdict(), mime_type=_MIME) for each in listed],
            next_cursor=cursor,
        )

    async def list_templates(
        self, _context: object, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        templates = [
            types.ResourceTemplate(uri_template=uri, name=name, description=words, mime_type=_MIME)
            for uri, (name, words) in TEMPLATES.items()
        ]
        return types.ListResourceTemplatesResult(resource_templates=templates)

    async def read_resource(
        self, _context: object, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        text = await _in_thread(self._resources.read, params.uri)
        contents = types.TextResourceContents(uri=params.uri, text=text, mime_type=_MIME)
        return types.ReadResourceResult(contents=[contents])

    async def complete(
        self, _context: object, params: types.CompleteRequestParams
    ) -> types.CompleteResult:
        known = isinstance(params.ref, types.ResourceTemplateReference) and (
            params.ref.uri in TEMPLATES
        )
        if not known:
            raise MCPError(types.INVALID_PARAMS, "unknown resource template")
        given = (params.context.arguments if params.context else None) or {}
        argument = params.argument
        values, total = await _in_thread(
            self._resources.complete, argument.name, argument.value, given
        )
        completion = types.Completion(values=values, total=total, has_more=len(values) < total)
        return types.CompleteResult(completion=completion)


async def _in_thread(function: Callable[..., _T], *arguments: object) -> _T:
    """Call a function in a thread; translate its errors into those of the protocol."""
    try:
        return await run_sync(function, *arguments)
    except ToolError as error:
        raise MCPError(types.INVALID_PARAMS, str(error)) from error
    except PainSciSearchError as error:
        raise MCPError(types.INTERNAL_ERROR, str(error)) from error
    except Exception as error:
        _LOG.exception("internal error in the resources")
        raise MCPError(types.INTERNAL_ERROR, "internal error") from error


def _describe(name: str, structured: bool) -> types.Tool:
    description = DESCRIPTIONS[name]
    output = None
    if structured and description.schema:
        schemas = files("painsci_search") / "schemas"
        output = json.loads((schemas / description.schema).read_text(encoding="utf-8"))
    return types.Tool(
        name=name,
        title=description.title,
        description=description.description,
        input_schema=SCHEMAS[name],
        output_schema=output,
        annotations=_READ_ONLY,
    )
