"""Every sentence that people read, in Italian and English."""
