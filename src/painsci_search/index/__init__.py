"""Records, the segments of arrays that hold them, and the update of an index from files."""
