"""Ascolto's core: it knows no platform, no SQL and no matplotlib."""
