"""The stores: SQLAlchemy over SQLite or PostgreSQL, and in memory."""
