"""The index for assistants: tools and resources over the Model Context Protocol, on stdio.

    arguments.py    what the tools take, as JSON Schema, and what is wrong with what was given
    tools.py        search, read, references, cites: arguments in, text out
    resources.py    articles under addresses of their own: listed, read, completed
    serving.py      the protocol's server: the requests that are answered
    stdio.py        standard input and output

Source: Model Context Protocol, https://modelcontextprotocol.io/specification.
"""

from painsci_search.mcp.serving import make_server, serve
from painsci_search.mcp.tools import Limits, Tools

__all__ = ["Limits", "Tools", "make_server", "serve"]
