"""What surrounds every page: menu, workspace, person, creations. Built from the modules and the rights."""

from dataclasses import replace
from functools import cached_property

from flask import current_app, g, request, url_for
from flask_login import current_user

from blueprints.roots import root_url_for
from blueprints.ui.menu import Adresses, Creation, Entree, Espace, Groupe, Moi
from crm.modules import MODULES

CREATIONS = (
    ("devis", Creation("Un devis", "devis.new", "file-text", "d")),
    ("factures", Creation("Une facture", "factures.new", "file-invoice", "f")),
    ("pistes", Creation("Un prospect", "pistes.new", "target-arrow", "p", volet=True)),
    ("opportunites", Creation("Une opportunité", "opportunites.new", "layout-kanban", "o", volet=True)),
    ("clients", Creation("Un client", "clients.new", "building", "c", volet=True)),
    ("contacts", Creation("Un contact", "contacts.new", "address-book", volet=True)),
    ("articles", Creation("Un article", "articles.new", "package", volet=True)),
    ("depenses", Creation("Une dépense", "depenses.new", "receipt", volet=True)),
    ("reglements", Creation("Un règlement", "reglements.new", "cash-banknote", volet=True)),
)
VOISINES = {"opportunites": (Entree("pipeline", "Suivi pipeline", "route", "pipeline.index"),)}
"""Pages of a module that are looked for beside it."""


class Coquille:
    """What base.html draws around a page, each part built when it is drawn: a fragment asks for none."""

    @cached_property
    def menu(self) -> list[Groupe]:
        return menu()

    @cached_property
    def espace(self) -> Espace:
        return workspace()

    @cached_property
    def moi(self) -> Moi:
        membre = g.membre
        return Moi(membre.libelle, membre.role_libelle, membre.email, membre.preferences.get("raccourcis", True))

    @cached_property
    def creer(self) -> list[Creation]:
        return creations()

    @property
    def nouvelles(self) -> int:
        """How many notifications are not read."""
        return g.nouvelles

    @property
    def derniere_entree(self) -> int:
        """The journal's last entry when the page is drawn: it is told what comes after."""
        return g.derniere_entree

    @property
    def societe(self) -> str | None:
        """The company at work, for who has several: each record is of one, and of one only (D-041)."""
        return g.parametres.libelle if current_user.visit.companies > 1 else None

    @cached_property
    def adresses(self) -> Adresses:
        return addresses()


def shell_context() -> dict:
    if "membre" not in g:
        return {"root_url_for": root_url_for}
    return {
        "coquille": Coquille(),
        "root_url_for": root_url_for,
        "peut": g.membre.can,
        "parametres": g.parametres,
    }


def menu() -> list[Groupe]:
    groups: dict[str, list[Entree]] = {}
    for cle, module in MODULES.items():
        titre = g.parametres.titre_module(cle)
        entry = Entree(cle, titre, module.icone, f"{cle}.index", touche=module.raccourci)
        if entry.url in current_app.view_functions and g.membre.can(cle):
            groups.setdefault(module.groupe, []).extend(_placed(one) for one in (entry, *VOISINES.get(cle, ())))
    return [Groupe(titre, entries) for titre, entries in groups.items()]


def _placed(entry: Entree) -> Entree:
    """`entry`, its endpoint become an address, and whether one is there."""
    return replace(entry, url=url_for(entry.url), actif=request.blueprint == entry.cle)


def workspace() -> Espace:
    return Espace(
        g.parametres.libelle,
        g.tenant.slug,
        logo=url_for("configuration.logo", empreinte=g.parametres.logo) if g.parametres.logo else None,
        autres=[{"nom": "Changer d’espace de travail", "url": root_url_for("espaces.index")}],
    )


def creations() -> list[Creation]:
    allowed = [
        item
        for module, item in CREATIONS
        if item.url in current_app.view_functions and g.membre.can(module, "ecriture")
    ]
    return [replace(item, url=url_for(item.url)) for item in allowed]


def addresses() -> Adresses:
    return Adresses(
        accueil=url_for("accueil.index"),
        palette=url_for("recherche.index") if "recherche.index" in current_app.view_functions else None,
        notifications=url_for("notifications.index"),
        veille=url_for("veille.show"),
        selections=url_for("selections.index"),
        exports=url_for("exports.index"),
        profil=root_url_for("compte.show"),
        deconnexion=root_url_for("connexion.destroy"),
        nouvel_espace=root_url_for("inscription.new"),
    )
