from wtforms import PasswordField

from blueprints.forms import Form, TexteField, requis
from blueprints.sessions import nouveau_mot_de_passe


class MotDePasseForm(Form):
    actuel = PasswordField(
        "Mot de passe actuel",
        [requis("Saisissez votre mot de passe actuel.")],
        render_kw={"autocomplete": "current-password"},
    )
    mot_de_passe = nouveau_mot_de_passe("Nouveau mot de passe")


class ActivationForm(Form):
    code = TexteField(
        "Code à six chiffres",
        [requis("Saisissez le code affiché par votre application.")],
        maximum=12,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class ConfirmationForm(Form):
    actuel = PasswordField(
        "Mot de passe actuel",
        [requis("Saisissez votre mot de passe actuel.")],
        render_kw={"autocomplete": "current-password"},
    )
