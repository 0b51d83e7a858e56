"""The index for assistants: Model Context Protocol requests in, quoted text out, over stdio.

Open `tools.py` first: search, read, references and cites; `further_tools.py` has the others.
`arguments.py` has their JSON Schemas, `descriptions.py` what assistants read of them,
`resources.py` articles under URIs, `text/` the format of answers. `server.py` joins them to the
SDK, `stdio.py` to standard input and output.

Source: Model Context Protocol, https://modelcontextprotocol.io/specification.
"""

from painsci_search.mcp.server import make_server, serve
from painsci_search.mcp.tool_results import AnswerLimits
from painsci_search.mcp.tools import Tools

# The name of the limits until 0.1.
Limits = AnswerLimits

__all__ = ["AnswerLimits", "Limits", "Tools", "make_server", "serve"]
