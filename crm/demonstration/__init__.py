"""Two companies to try the product with: believable, invented, and only where an operator asks for them."""

from crm.demonstration.distribution import PASSWORD, stage
from crm.demonstration.recit import tell


def seed() -> None:
    """Open the demonstration companies with their people and two years of business, once."""
    stage(tell)


__all__ = ["PASSWORD", "seed", "stage"]
