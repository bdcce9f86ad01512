"""A small application that shows every component and sample pages: `python -m tests.ui.galerie` (port 5050)."""

from pathlib import Path

from flask import Flask, redirect, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Optional

from blueprints import ui
from blueprints.ui.reponses import fait, page_or_partial, toast
from tests.ui import donnees

ROOT = Path(__file__).resolve().parents[2]


EMAIL = "Saisissez une adresse e-mail valide, par exemple prenom.nom@societe.fr."
REGIMES = {"reel": "Réel normal", "franchise": "Franchise en base"}


class Prospect(Form):
    societe = StringField("Société", [InputRequired("Indiquez le nom de la société.")])
    prenom = StringField("Prénom", [Optional()])
    nom = StringField("Nom", [Optional()])
    email = EmailField("Adresse e-mail", [InputRequired("Indiquez une adresse e-mail."), Email(EMAIL)])
    telephone = TelField("Téléphone", [Optional()])
    source = SelectField("Source", [InputRequired()], choices=["Site web", "Salon", "Recommandation"])
    montant = DecimalField("Montant estimé", [Optional()])
    client = StringField("Client", [Optional()])
    note = TextAreaField("Note", [Optional()])


class Reglages(Form):
    raison = StringField("Raison sociale", [InputRequired()], default="Atelier Lumen")
    siren = StringField("SIREN", [InputRequired()], description="9 chiffres, espaces acceptés.", default="812 345 678")
    delai = IntegerField("Délai de règlement", [InputRequired()], default=30)
    cloture = DateField("Clôture de l’exercice", [Optional()], default=donnees.TODAY)
    regime = RadioField("Régime de TVA", [InputRequired()], choices=REGIMES, default="reel")
    relances = BooleanField(
        "Relancer automatiquement les factures échues",
        description="Trois relances : à 5, 15 et 30 jours.",
        default=True,
    )


class Connexion(Form):
    email = EmailField("Adresse e-mail", [InputRequired()])
    mdp = PasswordField("Mot de passe", [InputRequired()])
    rester = BooleanField("Rester connecté sur cet appareil", [Optional()])


def _page(template: str, actif: str, **context) -> str:
    return render_template(f"galerie/{template}.html", **donnees.coquille(actif), d=donnees, **context)


def _liste():
    q = request.args.get("q", "").lower()
    lignes = [c for c in donnees.clients() if q in c.nom.lower()]
    context = {"lignes": lignes, "tri": request.args.get("tri"), "q": request.args.get("q", ""), "d": donnees}
    context |= donnees.coquille("clients")
    return page_or_partial("galerie/liste.html", "galerie/_liste.html", "liste", **context)


def _nouveau():
    form = Prospect(request.form)
    if request.method == "GET":
        form = Prospect(source="Salon")
    elif form.validate():
        return fait("clients:maj", message="Prospect créé.", annuler_url="/annulation")
    status = 422 if form.errors else 200
    context = {"form": form, **donnees.coquille("pistes")}
    return page_or_partial("galerie/nouveau.html", "galerie/_form.html", ("volet-contenu", "form"), status, **context)


def _client_lookup():
    q = request.args.get("q", "")
    trouves = [c for c in donnees.clients() if q.lower() in c.nom.lower()][:5]
    return render_template("galerie/_clients.html", q=q, trouves=trouves)


def _palette():
    return render_template("galerie/_palette.html", q=request.args.get("q", ""))


def _totaux():
    return render_template("galerie/_totaux.html", d=donnees)


def _lot():
    toast(f"Clients archivés : {len(request.form.getlist('ids'))}.", "/annulation")
    return redirect("/liste", 303)


def _annulation():
    toast("Action annulée.")
    return "", 204


def create_galerie() -> Flask:
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.secret_key = "galerie"
    folders = (ROOT / "templates", Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    ui.init_app(app)
    pages = {
        "/": ("accueil", "accueil"),
        "/tableau": ("tableau", "tableau"),
        "/fiche": ("fiche", "clients"),
        "/composants": ("composants", "outils"),
        "/kanban": ("kanban", "opportunites"),
        "/papier": ("papier", "factures"),
    }
    for url, (template, actif) in pages.items():
        app.add_url_rule(url, template, lambda t=template, a=actif: _page(t, a))
    facture = {"societe": "Équipement du showroom — première tranche", "client": "1"}
    app.add_url_rule("/edition", "edition", lambda: _page("edition", "factures", form=Prospect(data=facture)))
    app.add_url_rule("/reglages", "reglages", lambda: _page("reglages", "configuration", form=Reglages()))
    app.add_url_rule("/connexion", "connexion", lambda: render_template("galerie/connexion.html", form=Connexion()))
    app.add_url_rule("/liste", "liste", _liste)
    app.add_url_rule("/nouveau", "nouveau", _nouveau, methods=["GET", "POST"])
    app.add_url_rule("/clients", "clients", _client_lookup)
    app.add_url_rule("/palette", "palette", _palette)
    app.add_url_rule("/notifications", "notifications", lambda: render_template("galerie/_notifications.html"))
    app.add_url_rule("/calcul", "calcul", _totaux, methods=["POST"])
    app.add_url_rule("/etape", "etape", lambda: ("", 204), methods=["PUT"])
    app.add_url_rule("/lot", "lot", _lot, methods=["POST"])
    app.add_url_rule("/annulation", "annulation", _annulation, methods=["GET", "POST", "DELETE"])
    app.register_error_handler(404, lambda e: (render_template("erreur.html", code=404, demande="7f3a91c2"), 404))
    app.register_error_handler(500, lambda e: (render_template("erreur.html", code=500, demande="7f3a91c2"), 500))
    return app


if __name__ == "__main__":
    create_galerie().run(port=5050, threaded=True)
