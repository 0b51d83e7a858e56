"""The query language, its compilation for Whoosh, ranking, snippets and links."""
