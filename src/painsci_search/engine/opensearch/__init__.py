"""The second engine: the same index over an OpenSearch cluster; the seam is `engine/seam.py`.

The address of an index comes in (`address.py`), a `store.ClusterStore` with snapshots and a writer
comes out. Each record is one document: its words as this package analyzes them, and the record
itself (`documents.py`, `schema.py`). A query tree becomes a query of the cluster that finds and
ranks the same records (`compiling.py`, `query.py`); hits are made from the records of one page by
the code that makes all hits. Open `snapshot.py` first. Only `connection.py` knows the client.
"""
