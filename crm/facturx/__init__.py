"""Factur-X: the CII that machines read of a frozen document, the official rules, and the PDF/A-3 that carries both."""

from crm.facturx.fichier import ecrire, render, warm

__all__ = ["ecrire", "render", "warm"]
