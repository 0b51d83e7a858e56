"""The audit: files in; findings out, each with its line number.

Open `files.py` first. `page.py` and `plaintext.py` audit one article each: `notes.py`, `links.py`
and `malformed.py` find one kind of flaw each, in the `view.py` of a page. `disagreements.py`
compares the citations of a work in all articles.
"""
