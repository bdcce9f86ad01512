from flask import g, redirect, render_template, url_for
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.forms import CasesField, Form, requis
from blueprints.ui.reponses import toast
from crm.equipes import Equipe, limit_assignation

ASSIGNATIONS = {"tous": "Tous les utilisateurs", "groupes": "Certains groupes d’utilisateurs"}


class ClientsForm(Form):
    filiales = BooleanField(
        "Gérer les filiales", description="La fiche d’un client dit sa société mère, et montre ses filiales."
    )
    delegations = BooleanField(
        "Activer les délégations", description="Un client peut gérer pour un autre, et recevoir ses factures."
    )
    agences = BooleanField(
        "Gestion des agences",
        description="Prospects et clients se rattachent à une agence, et se cherchent par agence.",
    )
    contacts_email_requis = BooleanField(
        "Demander l’e-mail d’un nouveau contact",
        description="« Nouveau contact » ne s’enregistre pas sans adresse. Un fichier importé, un prospect converti "
        "s’en passent toujours.",
    )
    delai_anonymisation = IntegerField(
        "Délai avant d’effacer un contact à anonymiser",
        [requis("Indiquez un nombre de jours."), NumberRange(0, 365, "Saisissez un nombre de jours entre 0 et 365.")],
        description="D’ici là, il n’apparaît plus nulle part, et peut être repris.",
    )
    assignation = RadioField(
        "Choix des utilisateurs assignés aux clients et aux prospects", choices=ASSIGNATIONS, default="tous"
    )
    groupes = CasesField("Groupes assignables", [Optional()], coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.groupes.choices = [(one.id, one.nom) for one in Equipe.of()]


@bp.get("/clients")
@requires("configuration")
def edit_clients():
    limited = g.parametres.assignation_limitee
    chosen = [one.id for one in Equipe.of() if one.assignable]
    data = {"assignation": "groupes" if limited else "tous", "groupes": chosen}
    return draw(ClientsForm(formdata=None, obj=g.parametres, data=data))


@bp.post("/clients")
@requires("configuration", "administration")
def update_clients():
    form = ClientsForm()
    if not (form.validate() and form.try_to(lambda: change(revise, form))):
        return draw(form), 422
    toast("Réglages des clients enregistrés.")
    return redirect(url_for("configuration.edit_clients"), 303)


def revise(*, assignation: str, groupes: list[int], **options) -> None:
    limit_assignation(g.parametres, assignation == "groupes", groupes)
    g.parametres.revise(**options)


def draw(form: ClientsForm) -> str:
    return render_template("configuration/clients.html", **context("configuration.edit_clients", form=form))
