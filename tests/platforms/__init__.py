"""Fake platforms on real sockets, as strict as the real ones: what the adapters are tested against."""
