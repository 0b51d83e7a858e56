"""The query language: a query string in, a tree of words, phrases and operators out.

Open `parser.py` first: it turns the lexemes of `lexer.py` into the nodes of `ast.py`. `expand`
adds synonyms and spellings, `relax` loosens a tree that matches nothing, `describe` explains one.
Nothing here knows of an index.
"""
