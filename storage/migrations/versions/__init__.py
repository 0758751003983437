"""Steps, named by number and subject. A step is never changed once released."""
