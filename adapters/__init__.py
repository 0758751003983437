"""One folder a platform: it translates, and does nothing else."""
