"""The query language: a query string in, a tree of words, phrases and operators out.

Open `parser.py` first: it turns the lexemes of `lexer.py` into the nodes of `ast.py`, which have
walks of their own. `expand` adds synonyms and other spellings, `looser` loosens a tree that matches
nothing, `describe` explains a tree to the user. Nothing here knows an index.
"""
