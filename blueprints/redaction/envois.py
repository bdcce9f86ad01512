"""Sending a document by e-mail: `install(bp, Model)` adds the form, the sending and another try."""

import re

from flask import Blueprint, abort, g, redirect, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis, texte_long
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.courriels import Courriel, prepare
from crm.travaux import retry_key

SEPARATEURS = re.compile(r"[,;\s]+")


class EnvoiForm(Form):
    a = TexteField("À", [requis("Indiquez l’adresse à laquelle écrire.")], maximum=500)
    cc = TexteField("Copie", [facultatif()], maximum=500)
    objet = TexteField("Objet", [requis("Écrivez l’objet du message.")], maximum=200)
    texte = texte_long("Message", 10_000, "Écrivez le texte du message.")

    @property
    def values(self) -> dict:
        return super().values | {name: split(self[name].data) for name in ("a", "cc")}


def split(typed: str | None) -> list[str]:
    return [address for address in SEPARATEURS.split(typed or "") if address]


def install(bp: Blueprint, modele: type) -> None:
    write = requires(modele.module, "ecriture")

    @bp.get("/<int:id>/envoi")
    @write
    def new_envoi(id: int):
        document = find(modele, id)
        proposed = prepare(document, g.membre)
        data = {"a": ", ".join(proposed.a), "objet": proposed.objet, "texte": proposed.texte}
        return draw(bp, document, EnvoiForm(data=data))

    @bp.post("/<int:id>/envoi")
    @write
    @once
    def create_envoi(id: int):
        document, form = find(modele, id), EnvoiForm()
        send = lambda: Courriel.send_later(document, par=g.membre, now=now(), **form.values)  # noqa: E731
        if not (form.validate() and form.try_to(send)):
            return draw(bp, document, form, 422)
        toast(f"Message en cours d’envoi à {form.a.data}.")
        return hx_redirect(url_for(f"{bp.name}.show", id=id))

    @bp.post("/<int:id>/envois/<int:courriel_id>/essai")
    @write
    def create_essai(id: int, courriel_id: int):
        document, courriel = find(modele, id), find(Courriel, courriel_id)
        if (courriel.sujet_type, courriel.sujet_id) != (document.__tablename__, id):
            abort(404)
        retry_key(f"courriel:{courriel.id}", now())
        toast("Nouvel essai en cours.")
        return redirect(url_for(f"{bp.name}.show", id=id), 303)


def draw(bp: Blueprint, document, form: EnvoiForm, status: int = 200):
    return page_or_partial(
        "_redaction/envoi.html", "_redaction/_envoi.html", ("volet-contenu", "form"), status,
        form=form, fiche=document, adresses=addresses(document), pieces=prepare(document, g.membre).pieces,
        url=url_for(f"{bp.name}.create_envoi", id=document.id), retour=url_for(f"{bp.name}.show", id=document.id),
        nom=bp.name,
    )  # fmt: skip


def addresses(document) -> list[tuple[str, str]]:
    """(address, whose): what the field proposes."""
    tiers = document.tiers.actuel
    people = [link.contact for link in tiers.contacts]
    known = [(tiers.email, tiers.libelle), *((one.email_sur, one.libelle) for one in people)]
    return [(email, nom) for email, nom in known if email]
