"""What is printed: devis, factures, avoirs and envelopes. A document is rendered from its frozen content alone."""
