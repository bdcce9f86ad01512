"""The routes writing a document brings to its module: `install(bp, Atelier(…))`."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.redaction import apercus
from blueprints.redaction.atelier import Atelier, main_contact
from blueprints.ui.reponses import toast, trigger
from crm.devises import EURO
from crm.redaction import billed
from crm.tiers import Tiers
from crm.valeurs import Valeur
from tenants import db


def install(bp: Blueprint, atelier: Atelier) -> None:
    install_pages(bp, atelier)
    install_fragments(bp, atelier)
    apercus.install(bp, atelier, keep)


def install_pages(bp: Blueprint, atelier: Atelier) -> None:
    write = requires(atelier.modele.module, "ecriture")

    @bp.get("/nouveau")
    @write
    def new():
        tiers_id = request.args.get("tiers", type=int)
        tiers = find(Tiers, tiers_id) if tiers_id else None
        return atelier.draw(atelier.blank(tiers, request.args.get("contact", type=int)))

    @bp.post("/")
    @write
    def create():
        """The whole form at once, for who does not wait for it to save itself."""
        form = atelier.posted()
        document = atelier.current(form)
        if not keep(atelier, form, document):
            return atelier.draw(form, document, 422)
        toast("Brouillon enregistré.")
        return redirect(url_for(f"{bp.name}.edit", id=atelier.current(form).id), 303)

    @bp.get("/<int:id>/modification")
    @write
    def edit(id: int):
        document = find(atelier.modele, id)
        if not document.is_brouillon:
            return redirect(url_for(f"{bp.name}.show", id=id), 303)
        return atelier.draw(atelier.filled(document), document)


def install_fragments(bp: Blueprint, atelier: Atelier) -> None:
    """What the editor asks while one types: saving, adding up, another client."""
    write = requires(atelier.modele.module, "ecriture")

    @bp.put("/brouillon")
    @write
    def save():
        form = atelier.posted()
        before = atelier.current(form)
        saved = keep(atelier, form, before)
        return told(atelier, form, atelier.current(form) if saved else before, saved, new=before is None)

    @bp.post("/calcul")
    @write
    def calcul():
        form, id = atelier.posted(), request.form.get("id", type=int)
        document = find(atelier.modele, id) if id else None
        fixes = document.lignes_chiffrees if document and document.lignes_fixes else ()
        if fixes:
            form.try_to(lambda: form.write_lines_of(document))
            fixes = document.lignes_chiffrees
        page = render_template("_redaction/_calcul.html", form=form, recap=atelier.recap(form, document), fixes=fixes)
        db.session.rollback()  # nothing of a trial is kept
        return trigger(make_response(page), **{"redaction:fautes": dict(form.fautes_lignes)})

    @bp.get("/client")
    @write
    def choose_client():
        context = client_context(atelier, request.args.get("tiers_id", type=int), request.args)
        return render_template("_redaction/_client.html", atelier=atelier, change=True, **context)

    @bp.post("/lignes")
    @write
    def draw_lignes():
        """The lines again: for a client whose VAT is not that of the one before, or for prices of another kind."""
        form = atelier.posted()
        if request.args.get("adapte"):
            form.adapt()
        return render_template("_redaction/_relignes.html", atelier=atelier, form=form, unites=Valeur.of("unite"))


def client_context(atelier: Atelier, tiers_id: int | None, avant: dict) -> dict:
    """Whom the document is for, and whether their VAT or their currency is not that of the client before (`regime`,
    `devise`)."""
    client = find(Tiers, tiers_id) if tiers_id else None
    tiers, servi = billed(client) if client and not avant.get("direct") else (client, None)
    data = {"tiers_id": tiers.id if tiers else None, "beneficiaire_id": servi.id if servi else None}
    data |= {"contact_id": main_contact(tiers), "devise": tiers.devise if tiers else EURO}
    form = atelier.formulaire(formdata=None, data=data, tiers=tiers)
    before = avant.get("regime") or form.tva.regime
    after = form.tva.regime if tiers else before
    changed = bool(tiers and "devise" in avant and tiers.devise != avant["devise"])
    return {"form": form, "regime": after, "adapte": after != before, "change_devise": changed}


def keep(atelier: Atelier, form, document) -> bool:
    """Save what is right; nothing at all when something is wrong."""
    if not form.validate():
        return False
    if form.try_to(lambda: atelier.save(form, document)):
        return True
    db.session.rollback()
    return False


def told(atelier: Atelier, form, document, saved: bool, *, new: bool):
    """Where the page stands: saved at such an hour, or what prevents it."""
    context = atelier.context(form, document)
    page = render_template("_redaction/_enregistrement.html", saved=saved, nouveau=saved and new, **context)
    response = make_response(page, 200 if saved else 422)
    if saved and new:
        response.headers["HX-Replace-Url"] = atelier.url("edit", id=document.id)
    return trigger(response, **{"redaction:fautes": dict(form.fautes_lignes)})


def ended(atelier: Atelier, id: int, verb, then):
    """Save the form posted, then do what ends the writing: issue, finalise. 422 shows the editor again."""
    document, form = find(atelier.modele, id), atelier.posted()
    if not document.is_brouillon:
        abort(409)
    if keep(atelier, form, document) and form.try_to(lambda: verb(document, form)):
        return then(document)
    db.session.rollback()
    return atelier.draw(form, find(atelier.modele, id), 422)
