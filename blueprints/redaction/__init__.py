"""Writing a document, the same way for devis and factures: lines, totals, drafts that save themselves."""

from blueprints.redaction.atelier import Atelier
from blueprints.redaction.formulaires import RedactionForm
from blueprints.redaction.installation import install

__all__ = ["Atelier", "RedactionForm", "install"]
