"""The web channel: rooms in the browser, and a page for every poll."""
