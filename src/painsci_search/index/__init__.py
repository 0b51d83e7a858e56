"""Records, the schema and the store that Whoosh keeps, and the update of an index from files."""
