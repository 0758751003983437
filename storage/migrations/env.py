"""Run by Alembic, on the connection that `storage.migrate` holds the lock with."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
# no `with context.begin_transaction()`: the caller's transaction holds the lock and commits everything at once
context.run_migrations()
