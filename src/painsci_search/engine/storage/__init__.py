"""Segments of arrays on a disk or in memory: records in; postings, values and stored bytes out.

Open `store.py` first: it opens the commit that `manifest.py` names as a `snapshot.Snapshot` of
`segment.Segment`s, and gives out the one `writer.Writer`. `builder.py` and `merge.py` write
segments through `columns.py`; `folder.py` is all that touches a disk.
"""
