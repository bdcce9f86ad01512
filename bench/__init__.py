"""Measures, each runnable alone: `python -m bench.listes`."""
