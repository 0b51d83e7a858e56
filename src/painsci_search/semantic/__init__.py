"""Meaning: texts and a model of sentences in; vectors, and the passages nearest to a query, out.

`model.load_model` opens a model that is on the disk. `embedding.embed` computes the vectors of the
passages of an index that have none, `vectors` writes and reads them as bytes that the engine
commits with the segments, and `nearest` compares a query with them. The model itself is `wordpiece`
(text to tokens), `safetensors` (a file to weights) and `transformer` (tokens to a vector, by
NumPy). `computing` has it compute many texts, by onnxruntime where that is installed
(`onnx_backend`; `onnx_graph` makes its model of the same weights).

The room knows records and their texts; articles, hits and queries belong to the rooms above it.
"""
