"""How the journal is read on screen: names of fields, of people and of choices instead of what the columns hold."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Flask, g
from sqlalchemy import select

from blueprints.ui.cellules import adresse_fiche
from crm import formats, journal, richtexte
from crm.articles import NATURES as NATURES_ARTICLE
from crm.champs import answers_between
from crm.devises import DEVISES, SOURCES
from crm.equipe import Membre
from crm.journal import Entree
from crm.opportunites import Etape
from crm.pays import pays
from crm.profils import TAILLES
from crm.reglements import MODES
from crm.statuts import Statut
from crm.tiers import LANGUES, NATURES, QUALIFICATIONS, VALIDITES
from tenants import db

CHAMPS = {
    "anonymiser_le": "À anonymiser le",
    "au_mieux": "Au mieux",
    "au_pire": "Au pire",
    "cloture_prevue_le": "Clôture prévue le",
    "etape_id": "Étape",
    "faite_le": "Faite le",
    "heure": "Heure",
    "membre_id": "À faire par",
    "prevue_le": "Prévue le",
    "probabilite": "Chances, en %",
    "recurrent_mois": "Durée du récurrent, en mois",
    "statut_le": "Statut depuis le",
    "bic": "BIC",
    "categorie": "Catégorie",
    "cloture_le": "Clôturé le",
    "compte_cle": "Compte clé",
    "convertie_le": "Converti le",
    "departement": "Département",
    "dernier_contact_le": "Dernier contact",
    "etape": "Étape",
    "etoiles": "Intérêt",
    "montant_estime": "Montant estimé",
    "ne_pas_appeler": "Ne pas appeler",
    "ne_pas_ecrire": "Ne pas envoyer d’e-mail",
    "prochaine_action": "Prochaine action",
    "prochaine_action_le": "Prochaine action le",
    "statut_id": "Statut",
    "capital_social": "Capital social",
    "change": "Cours de change",
    "change_le": "Date du cours",
    "change_source": "Source du cours",
    "civilite": "Civilité",
    "client_depuis": "Client depuis",
    "code_postal": "Code postal",
    "cout_achat": "Coût d’achat",
    "delai_paiement": "Délai de paiement",
    "designation": "Désignation",
    "region": "Région",
    "echeance": "Échéance",
    "email": "E-mail",
    "delai_anonymisation": "Délai avant anonymisation, en jours",
    "contacts_email_requis": "E-mail demandé aux nouveaux contacts",
    "email2": "Deuxième e-mail",
    "validite_email": "Validité de l’e-mail",
    "type_contact": "Type de client",
    "optin_le": "Opt-in donné le",
    "optout_le": "Opt-in retiré le",
    "fournisseur_depuis": "Fournisseur depuis",
    "iban": "IBAN",
    "ligne1": "N° et voie",
    "ligne2": "Complément d’adresse",
    "mode_reglement": "Mode de règlement",
    "prenom": "Prénom",
    "prix_unitaire": "Prix unitaire HT",
    "prospect_depuis": "Prospect depuis",
    "qualification": "Situation fiscale",
    "reference": "Référence",
    "responsable_id": "Responsable",
    "role": "Rôle",
    "siren": "SIREN",
    "siret": "SIRET",
    "site": "Site web",
    "supprime_le": "Corbeille",
    "taux_tva": "TVA",
    "telephone": "Téléphone",
    "tva_intracom": "N° de TVA",
    "unite": "Unité",
    "validite": "Valable jusqu’au",
}
CHOIX = {
    "langue": LANGUES,
    "nature": NATURES | NATURES_ARTICLE,
    "qualification": QUALIFICATIONS,
    "mode_reglement": MODES,
    "devise": DEVISES,
    "change_source": SOURCES,
    "taille": TAILLES,
    "validite_email": VALIDITES,
}
PERSONNES = ("responsable_id", "membre_id")
RICHES = ("description", "notes", "texte")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
FICHES = {
    "opportunites": "opportunites",
    "actions": "actions",
    "pistes": "pistes",
    "tiers": "clients",
    "contacts": "contacts",
    "articles": "articles",
    "devis": "devis",
    "factures": "factures",
    "reglements": "reglements",
    "membres": "equipe",
    "communes": "communes",
}
"""The module that shows the card of a table's records."""


def init_app(app: Flask) -> None:
    app.jinja_env.filters["changements"] = changements
    app.jinja_env.globals["adresse_entree"] = adresse


def changements(entree: Entree) -> list[tuple[str, str, str]]:
    """(field, before, after) as people read them; values nobody reads (fingerprints, contents) are left out."""
    read = [cle for cle, valeur in entree.apres.items() if not isinstance(valeur, dict | list) and _is_read(cle)]
    said = [(champ(cle), texte(cle, entree.avant.get(cle)), texte(cle, entree.apres[cle])) for cle in read]
    return said + [
        (question, avant or "—", apres or "—")
        for question, avant, apres in answers_between(
            entree.sujet_type, entree.avant.get("champs"), entree.apres.get("champs")
        )
    ]


def champ(cle: str) -> str:
    return CHAMPS.get(cle) or cle.removesuffix("_id").replace("_", " ").capitalize()


def texte(cle: str, valeur: Any) -> str:
    if valeur is None or valeur == "":
        return "—"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if cle in PERSONNES:
        return _people().get(valeur, "—")
    if cle in ("statut_id", "etape_id"):
        return _names(Statut if cle == "statut_id" else Etape).get(valeur, "—")
    if cle == "pays":
        return pays().get(valeur, valeur)
    if cle in RICHES:
        return richtexte.to_text(valeur)
    if cle in CHOIX:
        return CHOIX[cle].get(valeur, valeur)
    return _written(valeur)


def adresse(entree: Entree) -> str | None:
    """Where the record of an entry is read; None when it has no card or is gone for good."""
    module = FICHES.get(entree.sujet_type)
    return adresse_fiche(module, entree.sujet_id) if module and entree.action != "destruction" else None


def readable(entrees: list[Entree]) -> list[Entree]:
    """Those of the modules the reader may open."""
    return [entree for entree in entrees if g.membre.can(journal.model_of(entree.sujet_type).module)]


def _is_read(cle: str) -> bool:
    return cle in (*PERSONNES, "statut_id", "etape_id") or not (
        cle.endswith("_id") or cle.startswith(("empreinte", "logo", "tri_", "sceau"))
    )


def _written(valeur: Any) -> str:
    if isinstance(valeur, str) and DATE.fullmatch(valeur):
        return (
            formats.moment(datetime.fromisoformat(valeur))
            if "T" in valeur
            else formats.jour(date.fromisoformat(valeur))
        )
    try:
        return formats.nombre(Decimal(valeur)) if isinstance(valeur, str) and "." in valeur else str(valeur)
    except InvalidOperation:
        return str(valeur)


def _people() -> dict[int, str]:
    """Every member's name, read once a request."""
    if "noms_membres" not in g:
        g.noms_membres = {int(number): nom for number, nom in Membre.choices()}
    return g.noms_membres


def _names(modele: type[Statut] | type[Etape]) -> dict[int, str]:
    """Every status, or every step, read once a request."""
    known = g.setdefault("libelles", {})
    if modele not in known:
        known[modele] = dict(db.session.execute(select(modele.id, modele.libelle_)).all())
    return known[modele]
