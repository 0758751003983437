"""Every command, declared once, with its parameters, help and permission; and the desk that carries them out."""
