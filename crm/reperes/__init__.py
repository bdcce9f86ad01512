"""The law by its dates: VAT rates, mentions, thresholds. Rows, never constants in the code."""

from crm.reperes.reperes import Repere

__all__ = ["Repere"]
