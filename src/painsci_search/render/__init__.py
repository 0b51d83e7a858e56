"""Text, JSON, CSV, Markdown and HTML of what the index answers.

Values of the model come in; strings and JSON objects go out. Nothing here reads an index. This
keeps the markup of every format, and its escaping, out of the rooms that search. Open `json` for
the objects of the published schemas, `text` for results on a terminal, `wording` for the phrases
that all formats share.
"""
