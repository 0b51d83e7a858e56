"""The lines around a title in; authors and dates out."""
