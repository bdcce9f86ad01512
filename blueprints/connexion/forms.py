from wtforms import PasswordField

from blueprints.forms import EmailField, Form, TexteField, requis


class ConnexionForm(Form):
    email = EmailField(
        "Adresse e-mail",
        [requis("Saisissez votre adresse e-mail.")],
        render_kw={"type": "email", "autocomplete": "username", "autofocus": True},
    )
    mot_de_passe = PasswordField(
        "Mot de passe",
        [requis("Saisissez votre mot de passe.")],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    code = TexteField(
        "Code",
        [requis("Saisissez le code affiché par votre application.")],
        maximum=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True},
    )
