"""The query language, matching and ranking on arrays, snippets and links."""
