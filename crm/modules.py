"""The modules of the product, in the order of the menu. A company may rename or switch off those that can be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """`cle` is the name in rights, URLs and settings; `essentiel` modules can be neither renamed nor switched off."""

    cle: str
    titre: str
    icone: str
    groupe: str
    essentiel: bool = False
    raccourci: str | None = None


VENTES, FACTURATION, SUIVI, PILOTAGE = "Ventes", "Facturation", "Suivi", "Pilotage"

MODULES = {
    module.cle: module
    for module in (
        Module("accueil", "Accueil", "home", "", essentiel=True, raccourci="a"),
        Module("pistes", "Prospects", "target-arrow", VENTES, raccourci="p"),
        Module("opportunites", "Opportunités", "layout-kanban", VENTES, raccourci="o"),
        Module("actions", "À traiter", "checkbox", VENTES),
        Module("clients", "Clients", "building", VENTES, raccourci="c"),
        Module("contacts", "Contacts", "address-book", VENTES),
        Module("devis", "Devis", "file-text", FACTURATION, raccourci="d"),
        Module("factures", "Factures", "file-invoice", FACTURATION, raccourci="f"),
        Module("reglements", "Règlements", "cash-banknote", FACTURATION),
        Module("articles", "Articles", "package", FACTURATION),
        Module("depenses", "Dépenses", "receipt", FACTURATION),
        Module("automatismes", "Journal des automatismes", "robot", PILOTAGE, essentiel=True),
        Module("equipe", "Équipe", "users-group", PILOTAGE, essentiel=True),
        Module("configuration", "Configuration", "settings", PILOTAGE, essentiel=True),
    )
}
