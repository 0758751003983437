"""Discord, on discord.py. No type of that library leaves this folder."""
