"""What writing a document needs to know of it, and how a draft is read, saved and shown."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, current_app, g, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from blueprints.conflits import ensure_unchanged
from blueprints.find import find
from blueprints.redaction import lignes
from blueprints.redaction.controle import points
from blueprints.redaction.formulaires import RedactionForm
from blueprints.redaction.totaux import recap
from blueprints.ui.reponses import page_or_partial
from crm import clock
from crm.devises import EURO
from crm.redaction import Redaction, billed
from crm.tiers import Tiers
from crm.valeurs import Valeur
from tenants import current_schema, db
from tenants.ids import read_id

JETON_TTL = 86_400


@dataclass(frozen=True)
class Atelier:
    """`initial`: what a new form proposes. `finir`: the template of the buttons that end the writing."""

    nom: str
    modele: type[Redaction]
    formulaire: type[RedactionForm]
    titre: str
    finir: str
    champs: str
    initial: Callable[[], dict] = dict

    def blank(self, client: Tiers | None, contact_id: int | None = None) -> RedactionForm:
        tiers, servi = billed(client) if client else (None, None)
        values = self.initial() | {"jeton": uuid.uuid4().hex, "langue": tiers.langue if tiers else g.parametres.langue}
        values |= {"tiers_id": tiers.id if tiers else None, "contact_id": contact_id or main_contact(tiers)}
        values |= {"devise": tiers.devise if tiers else EURO, "beneficiaire_id": servi.id if servi else None}
        return self.formulaire(formdata=None, data=values, tiers=tiers)

    def filled(self, document: Redaction) -> RedactionForm:
        """The form of a saved draft."""
        amount = document.remise_montant
        remise = {"remise_genre": "montant" if amount else "pourcent"}
        remise["remise_valeur"] = amount or document.remise_pourcent
        saisies = [lignes.show(ligne, rang) for rang, ligne in enumerate(document.lignes, 1)]
        data = self.initial() | {champ: getattr(document, champ) for champ in document.modifiables}
        data |= remise | {"tiers_id": document.tiers_id, "version": document.version}
        data["change"] = document.change if document.is_en_devise else None
        data["prix"] = "ttc" if document.prix_ttc else "ht"
        data[self.formulaire.jour] = document.jour_prevu(clock.today())
        data["dates"] = any(ligne.livree_le for ligne in document.lignes)
        if getattr(document, "echeance", None):
            data["terme"] = "date"
        return self.formulaire(formdata=None, data=data, tiers=document.tiers, saisies=saisies)

    def posted(self) -> RedactionForm:
        tiers_id = read_id(request.form.get("tiers_id"))
        tiers = find(Tiers, tiers_id) if tiers_id else None
        return self.formulaire(tiers=tiers, saisies=lignes.read(request.form, self.modele.classe_ligne.champs))

    def current(self, form: RedactionForm, id: int | None = None) -> Redaction | None:
        """The draft this form is of, if it was saved once."""
        id = id or request.form.get("id", type=int) or known_draft(form.jeton.data)
        return find(self.modele, id) if id else None

    def save(self, form: RedactionForm, document: Redaction | None) -> Redaction:
        """Write the whole form in the draft, made if need be. Raises RegleMetier; Conflit if somebody else wrote."""
        is_new = document is None
        if is_new:
            document = self.modele.draft(form.tiers, g.membre)
        elif not request.form.get("remplacer"):
            ensure_unchanged(document)
        document.write(tiers_id=form.tiers.id, **form.champs)
        form.write_lines_of(document)
        flag_modified(document, "tiers_id")  # the lines alone may have changed: the draft is then newer too
        db.session.flush()
        if is_new:
            remember_draft(form.jeton.data, document.id)
        return document

    def draw(self, form: RedactionForm, document: Redaction | None = None, status: int = 200):
        return page_or_partial(
            "_redaction/page.html", "_redaction/_document.html", "redaction", status, **self.context(form, document)
        )

    def context(self, form: RedactionForm, document: Redaction | None) -> dict:
        return {
            "atelier": self, "form": form, "document": document, "recap": self.recap(form, document),
            "points": points(document), "unites": Valeur.of("unite"), "enregistre_a": enregistre_a(document),
        }  # fmt: skip

    def recap(self, form: RedactionForm, document: Redaction | None) -> list[dict]:
        """The totals of what is typed; of the document when the editor does not write its lines."""
        if document and document.lignes_fixes:
            totaux = document.totaux
        else:
            deduits = document.deduits if document else ()
            totaux = lignes.add_up(form.saisies, form.remise_calculable(), deduits, form.is_ttc)
        return recap(totaux, exonerations=form.tva.motifs, devise=form.devise.data)

    def url(self, endpoint: str, **values) -> str:
        return url_for(f"{self.nom}.{endpoint}", **values)


def enregistre_a(document: Redaction | None) -> str:
    return clock.now().astimezone(clock.PARIS).strftime("%H:%M") if document else ""


def main_contact(tiers: Tiers | None) -> int | None:
    links = tiers.contacts if tiers else []
    return next((link.contact_id for link in links if link.principal), None)


def known_draft(jeton: str | None) -> int | None:
    """The draft a form sent twice has already made: whoever comes second waits for the first."""
    if not (jeton or "").isalnum() or len(jeton) > 64:
        abort(400)
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(current_schema() + jeton))))
    found = current_app.extensions["redis"].get(_key(jeton))
    return int(found) if found else None


def remember_draft(jeton: str, id: int) -> None:
    current_app.extensions["redis"].set(_key(jeton), id, ex=JETON_TTL)


def _key(jeton: str) -> str:
    return f"brouillon:{current_schema()}:{jeton}"
