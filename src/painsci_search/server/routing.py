"""What the routes of the API share: the executor, ids in paths, links to pages, absolute URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, cast, get_origin
from urllib.parse import quote, urlencode

from fastapi import Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.convertors import PathConvertor, register_url_convertor

from painsci_search.server.executor import RequestExecutor
from painsci_search.server.parameters import DEEPEST, LONGEST_ID, PageParameters, Parameters

# A Host header that may be a part of a URL: a name or an IP address, and a port.
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


class _ArticleIdConvertor(PathConvertor):
    """An article's id as a part of a path; unlike Starlette's "path", it may have line breaks."""

    regex = "(?s:.*)"


register_url_convertor("article_id", _ArticleIdConvertor())


async def get_executor(request: Request) -> RequestExecutor:
    """Return the executor of the application; async, because FastAPI runs others in a thread."""
    executor: RequestExecutor = request.app.state.executor
    return executor


class ParameterRoute(APIRoute):
    """A route whose endpoint takes the request, the executor and the parameters of a model.

    FastAPI describes it, but does not read its parameters: it looks at each field of the model anew
    for each request, which takes as long as a search.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the function that reads the parameters and calls the endpoint; FastAPI's own for
        an endpoint that takes anything else.
        """
        return self.direct_handler() or super().get_route_handler()

    def direct_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]] | None:
        """Return the function that reads the parameters without FastAPI; None without such one."""
        needed = self.dependant
        has_executor = [each.call for each in needed.dependencies] == [get_executor]
        others = needed.path_params + needed.header_params + needed.cookie_params
        models = [each.field_info.annotation for each in needed.query_params]
        model = models[0] if len(models) == 1 else None
        is_model = isinstance(model, type) and issubclass(model, Parameters)
        if others or needed.body_params or not (has_executor and is_model):
            return None
        model = cast("type[Parameters]", model)
        repeatable = {
            name
            for name, field in model.model_fields.items()
            if get_origin(field.annotation) is list
        }
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            given = request.query_params
            values = {
                name: given.getlist(name) if name in repeatable else value
                for name, value in given.items()
            }
            try:
                parameters = model.model_validate(values)
            except ValidationError as error:
                found = error.errors(include_url=False)
                raise RequestValidationError(
                    [{**each, "loc": ("query", *each["loc"])} for each in found]
                ) from None
            executor = await get_executor(request)
            answer: Response = await endpoint(
                request=request, executor=executor, parameters=parameters
            )
            return answer

        return handle


Executor = Annotated[RequestExecutor, Depends(get_executor)]
ArticleId = Annotated[
    str,
    Path(
        alias="id",
        min_length=1,
        max_length=LONGEST_ID,
        description="Id of an article, as in hits; it may contain slashes.",
    ),
]


def root_url(request: Request) -> str:
    """Return the URL of the application as its client wrote it, without "/" at its end.

    It is only a path where the Host header cannot be a part of a URL.
    """
    root: str = request.scope.get("root_path", "")
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}{root}" if _HOST.fullmatch(host) else root


def page_links(request: Request, parameters: PageParameters, total: int) -> Mapping[str, str]:
    """Return the Link header of a page of a response (RFC 8288)."""
    limit, offset = parameters.limit, parameters.offset
    starts = {"first": 0}
    if offset:
        starts["prev"] = max(0, offset - limit)
    if offset + limit < min(total, DEEPEST + 1):
        starts["next"] = offset + limit
    given = [(key, value) for key, value in request.query_params.multi_items() if key != "offset"]
    path, query = quote(request.scope["path"]), urlencode(given)
    links = []
    for name, start in starts.items():
        parts = "&".join(filter(None, (query, f"offset={start}" if start else "")))
        links.append(f'<{path}{"?" if parts else ""}{parts}>; rel="{name}"')
    return {"link": ", ".join(links)}
