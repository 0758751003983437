"""The schema's history, one step a file; run at start by `storage.migrate`."""
