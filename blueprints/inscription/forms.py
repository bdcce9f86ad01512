from blueprints.forms import EmailField, Form, TexteField, requis
from blueprints.sessions import nouveau_mot_de_passe


class InscriptionForm(Form):
    societe = TexteField(
        "Nom de votre société",
        [requis("Indiquez le nom de votre société.")],
        maximum=120,
        render_kw={"autocomplete": "organization", "autofocus": True},
    )
    nom = TexteField(
        "Votre prénom et votre nom",
        [requis("Indiquez votre nom.")],
        maximum=120,
        render_kw={"autocomplete": "name"},
    )
    email = EmailField("Votre adresse e-mail", [requis("Saisissez votre adresse e-mail.")])
    mot_de_passe = nouveau_mot_de_passe()
