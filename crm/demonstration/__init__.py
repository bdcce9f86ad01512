"""Two companies to try the product with: believable, invented, and only where an operator asks for them."""

from crm.demonstration.distribution import PASSWORD, stage

__all__ = ["PASSWORD", "stage"]
