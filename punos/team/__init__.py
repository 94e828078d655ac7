"""Who works with this client, for what purpose, seeing what and until when."""
