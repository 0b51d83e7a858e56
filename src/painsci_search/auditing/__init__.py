"""What is wrong with articles: files in; findings out, each with its line in the file.

Open `files.py` first. `page.py` and `plaintext.py` audit one article each: `notes.py`, `links.py`
and `malformed.py` look for one kind of flaw. `disagreements.py` compares the citations of a work
in all articles.
"""
