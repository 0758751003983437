"""Carrying everything from one database to another, into a file, and back: moving up, backup and restore."""
