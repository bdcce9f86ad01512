"""What the application stands on: its servers, its processes, and what it asks of the machine."""
