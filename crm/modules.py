"""The modules of the product, in the order of the menu. A company may rename or switch off those that can be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """`cle` is the name in rights, URLs and settings; `essentiel` modules can be neither renamed nor switched off."""

    cle: str
    titre: str
    icone: str
    groupe: str
    endpoint: str
    essentiel: bool = False
    raccourci: str | None = None


VENTES, FACTURATION, SUIVI, PILOTAGE = "Ventes", "Facturation", "Suivi", "Pilotage"

MODULES = {
    module.cle: module
    for module in (
        Module("accueil", "Accueil", "home", "", "accueil.index", essentiel=True, raccourci="a"),
        Module("clients", "Clients", "building", VENTES, "clients.index", raccourci="c"),
        Module("contacts", "Contacts", "address-book", VENTES, "contacts.index"),
        Module("devis", "Devis", "file-text", FACTURATION, "devis.index", raccourci="d"),
        Module("factures", "Factures", "file-invoice", FACTURATION, "factures.index", raccourci="f"),
        Module("reglements", "Règlements", "cash-banknote", FACTURATION, "reglements.index"),
        Module("articles", "Articles", "package", FACTURATION, "articles.index"),
        Module("automatismes", "Journal des automatismes", "robot", PILOTAGE, "automatismes.index", essentiel=True),
        Module("equipe", "Équipe", "users-group", PILOTAGE, "equipe.index", essentiel=True),
        Module("configuration", "Configuration", "settings", PILOTAGE, "configuration.index", essentiel=True),
    )
}
