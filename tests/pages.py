"""The address of every page, in a company where each has something to show."""

import re

from tests.monde import Monde

IMPORTS = (".show_import", ".edit_correspondance", ".show_erreurs")
DRAFTS = {
    "configuration.edit_equipe": "groupe",
    "configuration.edit_statut": "statut", "configuration.new_retrait_statut": "statut",
    "factures.edit": "brouillon", "factures.show_apercu": "brouillon", "factures.show_apercu_pdf": "brouillon",
    "factures.show_proforma_pdf": "brouillon",
    "devis.new_acceptation": "envoye", "devis.new_refus": "envoye", "devis.new_envoi": "envoye",
    "devis.show_pdf": "envoye", "devis.show_etat_pdf": "envoye",
    "configuration.edit_processus": "processus", "configuration.new_etape": "processus",
    "configuration.edit_etape": "etape", "configuration.new_retrait_etape": "etape",
}  # fmt: skip
SKIPPED = {  # read from a file, opened by a link received, or of no use here: seen by tests of their own
    "automatismes.new_lot", "clients.logo", "pistes.logo", "configuration.logo",
    "configuration.show_fichier_conformite", "courriels.show", "courriels.piece", "images.show",
    "inscription.show", "invitation.show", "mot_de_passe.edit", "connexion.new_code",
    "sante.show", "static",
}  # fmt: skip


def values(monde: Monde, endpoint: str, arguments: set[str]) -> dict:
    """What to put in an address. Raises KeyError for a page nobody has thought of here."""
    nom = endpoint.partition(".")[0]
    table = {"clients": "tiers", "avoirs": "factures"}.get(nom, nom)
    found = {"liste": "unite", "syntaxe": "ubl", "code": 210 if nom == "depenses" else "facture", "langue": "fr"}
    found |= {"genre": "transactions", "debut": "2026-11-11", "champ": "SURNOM", "objet": "tiers"}
    found |= {"module": "clients", "action": "etiquettes"}
    if "id" in arguments:
        imported = "valeurs-unite" if nom == "configuration" else nom
        apart = DRAFTS.get(endpoint) or {
            "edit_vue": f"vue_{nom}", "edit_modele_export": f"modele_{nom}", "edit_selection": f"selection_{nom}"
        }.get(endpoint.partition(".")[2])  # fmt: skip
        apart = f"import_{imported}" if endpoint.endswith(IMPORTS) else apart
        found["id"] = monde.autres[apart] if apart else monde.ids[nom]
    if "partie_id" in arguments:
        found["partie_id"] = monde.autres[f"partie_{nom}"]
    if "rattachement_id" in arguments:
        found["rattachement_id"] = monde.autres["rattachement_id"]
    if "objet" in arguments and "id" in arguments:
        found["id"] = monde.autres["question"]
    if "rang" in arguments:
        found["rang"] = monde.autres["rang"]
    if "piece_id" in arguments:
        found["piece_id"] = monde.autres[f"piece_{table}"]
    if "note_id" in arguments:
        found["note_id"] = monde.autres[f"note_{table}"]
    if "travail_id" in arguments:
        found["travail_id"] = monde.autres[f"apercu_{table}"]
    if "proforma_id" in arguments:
        found["proforma_id"] = monde.autres[f"proforma_{table}"]
    return {name: found[name] for name in arguments}


def pages(app, monde: Monde) -> dict[str, str]:
    """endpoint → address, of every GET page; those of a company begin with its slug."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in SKIPPED:
            with app.test_request_context():
                path = rule.build(values(monde, rule.endpoint, rule.arguments))[1]
            module = app.view_functions[rule.endpoint].access[0]
            found[rule.endpoint] = path if module in ("public", "logged_in") else f"/atelier-lumen{path}"
    return found


def tabs(path: str, html: str) -> dict[str, str]:
    """The tabs of a card: name → address."""
    found = set(re.findall(rf'href="{re.escape(path)}\?onglet=(\w+)"', html))
    return {name: f"{path}?onglet={name}" for name in sorted(found)}
