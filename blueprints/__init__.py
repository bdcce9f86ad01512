"""The web: one package per module, all alike."""
