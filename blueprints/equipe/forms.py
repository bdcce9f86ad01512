from wtforms import RadioField, SelectField

from blueprints.forms import EmailField, Form, TexteField, facultatif, requis
from crm.droits import LIBELLES, ROLES
from crm.modules import MODULES

DETAILS = {
    "administration": "Tout, y compris l’équipe et la configuration.",
    "ecriture": "Crée et modifie clients, devis, factures et règlements.",
    "lecture": "Consulte, sans rien modifier.",
}


class MembreForm(Form):
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [requis("Indiquez le nom.")], maximum=80)
    email = EmailField("Adresse e-mail", [requis("Saisissez l’adresse e-mail.")])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30)
    role = RadioField("Rôle", choices={cle: titre for cle, (titre, _) in ROLES.items()}, default="ecriture")

    @property
    def identite(self) -> dict:
        return {key: self.data[key] for key in ("prenom", "nom", "email", "telephone")}


class DroitsForm(MembreForm):
    """The member and, module by module, what differs from their role."""

    email = None

    @property
    def identite(self) -> dict:
        return {key: self.data[key] for key in ("prenom", "nom", "telephone")}

    @property
    def droits(self) -> dict[str, str]:
        return {cle: self[f"droit_{cle}"].data for cle in MODULES if self[f"droit_{cle}"].data != "role"}


for cle, module in MODULES.items():
    choix = {"role": "Selon le rôle", **LIBELLES}
    setattr(DroitsForm, f"droit_{cle}", SelectField(module.titre, choices=choix, default="role"))
