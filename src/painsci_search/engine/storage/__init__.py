"""Storage: records in; segments on disk or in memory, and snapshots of them, out.

Open `store.py` first: it opens the commit that `manifest.py` reads as a `snapshot.Snapshot` of
`segment.Segment`s, and yields the one `writer.Writer`. `builder.py` and `merge.py` write segments
as arrays (`columns.py`) and compressed records (`stored_fields.py`). Only `folder.py` and `lock.py`
touch the disk.
"""
