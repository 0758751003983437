"""Counts, one module per counting method; all pure."""
