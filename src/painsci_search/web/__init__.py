"""The front end: answers and articles in, HTML out, with the scripts and styles that it needs.

Open `pages/__init__.py` first. `static/` is served beside the pages; `static_page/` is the page of
exported sites. Nothing here knows HTTP: the server and the export decide what is asked.
"""
