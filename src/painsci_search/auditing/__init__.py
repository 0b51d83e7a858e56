"""The audit: files in; findings out, each with its line number.

Open `files.py` first. `page.py` and `plaintext.py` audit one article each: `notes.py`, `links.py`
and `malformed.py` find one kind of flaw each, in the `view.py` of a page. `references.py` finds
citations that could not be parsed; `disagreements.py` compares those of a work in all articles.
`stated.py` checks titles, dates and canonical URLs. `facts.py` keeps what files are compared by:
`places.py` finds the file that an address leads to, and `between_files.py` what leads nowhere.
`kinds.py` has the kinds of findings with their severities.
"""
