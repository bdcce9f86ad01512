from flask import request
from wtforms import BooleanField, HiddenField, SelectField

from blueprints.find import find
from blueprints.forms import (
    AssigneField,
    EmailField,
    Form,
    JourField,
    MontantField,
    SuiviForm,
    TexteField,
    ValeurField,
    facultatif,
    requis,
    texte_long,
)
from blueprints.profils import ProfilForm
from blueprints.riche import RicheField
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.pays import pays
from crm.pistes import Piste
from crm.pistes.conversion import ROLES
from crm.statuts import Statut
from crm.tiers import LANGUES, Contact, Tiers
from tenants.ids import read_id

ETOILES = {"": "—", "1": "★ Peu intéressant", "2": "★★", "3": "★★★", "4": "★★★★", "5": "★★★★★ Très intéressant"}


class PisteForm(ProfilForm, SuiviForm):
    version = HiddenField()
    entreprise = TexteField("Entreprise", [facultatif()], maximum=120)
    civilite = ValeurField("Civilité", "civilite")
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [facultatif()], maximum=80)
    fonction = ValeurField("Fonction", "fonction")
    departement = ValeurField("Département", "departement")
    email = EmailField("Adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"type": "tel", "autocomplete": "tel"})
    mobile = TexteField("Mobile", [facultatif()], maximum=30, render_kw={"type": "tel"})
    etoiles = SelectField(
        "Intérêt", choices=ETOILES, coerce=lambda value: int(value) if value not in ("", None, "None") else None
    )
    montant_estime = MontantField("Montant estimé", [facultatif()], minimum=0)
    prochaine_action = TexteField("Prochaine action", [facultatif()], maximum=120)
    prochaine_action_le = JourField("Prévue le", [facultatif()])
    notes = texte_long("Notes")
    siren = TexteField("SIREN", [facultatif()], maximum=20)
    site = TexteField("Site web", [facultatif()])
    ligne1 = TexteField("N° et voie", [facultatif()], maximum=38, render_kw={"autocomplete": "address-line1"})
    ligne2 = TexteField("Complément d’adresse", [facultatif()], maximum=38)
    code_postal = TexteField("Code postal", [facultatif()], maximum=10, render_kw={"autocomplete": "postal-code"})
    ville = TexteField("Ville", [facultatif()], maximum=32, render_kw={"autocomplete": "address-level2"})
    pays = SelectField("Pays", choices=pays(), default="FR")
    etape = TexteField("Étape", [facultatif()], maximum=60)
    dernier_contact_le = JourField("Dernier contact")
    description = RicheField("Description")

    @property
    def profil(self) -> str:
        return "societe" if self.entreprise.data else "individu"


class NouvellePisteForm(PisteForm):
    """A prospect already known for a while begins where it is (A-027)."""

    statut_id = SelectField("Statut", coerce=int, default=lambda: Statut.first_open("pistes").id)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [one for one in Statut.of("pistes") if one.code != "convertie"]
        self.statut_id.choices = [(one.id, one.libelle) for one in known]


def create(*, statut_id: int, **values) -> Piste:
    return Piste.create(statut=find(Statut, statut_id), **values)


AUTRE = "autre"
"""Chosen when it is none of those that look like the prospect: it is then searched among all."""
CONNUS = {"tiers": Tiers, "contact": Contact}
PERSONNE = ("prenom", "nom", "fonction", "email", "telephone", "mobile")


class ConversionForm(Form):
    """The whole window of the conversion (D-106…D-117)."""

    tiers_id = HiddenField()
    autre_tiers_id = HiddenField("Sélectionner un tiers")
    contact_id = HiddenField()
    autre_contact_id = HiddenField("Sélectionner un contact")
    contact_prenom = TexteField("Prénom", [facultatif()], maximum=80)
    contact_nom = TexteField("Nom", [facultatif()], maximum=80)
    contact_fonction = ValeurField("Fonction", "fonction")
    contact_email = EmailField("Adresse e-mail", [facultatif()])
    contact_telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"type": "tel"})
    contact_mobile = TexteField("Mobile", [facultatif()], maximum=30, render_kw={"type": "tel"})
    role = SelectField("Devient", [requis("Choisissez ce qu’il devient.")], choices=ROLES)
    langue = SelectField("Langue des documents", choices=LANGUES)
    responsable_id = AssigneField("Assigné à")
    opportunite = BooleanField("Créer une opportunité")
    opportunite_nom = TexteField("Objet de l’opportunité", [facultatif()], maximum=200)
    opportunite_montant = MontantField("Montant HT", [facultatif()], minimum=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.autre_tiers_id.flags.required = self.autre_contact_id.flags.required = True

    @property
    def connus(self) -> dict[str, Fiche | None]:
        """The tiers and the contact that exist, when chosen; without a tiers, there is no contact to choose."""
        tiers = self.choisi("tiers")
        return {"tiers": tiers, "contact": self.choisi("contact") if tiers else None}

    def choisi(self, cle: str) -> Fiche | None:
        """Raises RegleMetier when another one is said to be chosen, and none is."""
        number = self[f"{cle}_id"].data
        if number == AUTRE and (found := self.autre(cle)) is None:
            raise RegleMetier(f"Sélectionnez le {cle} dans la liste.", f"autre_{cle}_id")
        return found if number == AUTRE else find_chosen(CONNUS[cle], number)

    def autre(self, cle: str) -> Fiche | None:
        return find_chosen(CONNUS[cle], self[f"autre_{cle}_id"].data)

    @property
    def suite(self) -> dict:
        """What the conversion makes of the prospect, besides those that exist."""
        personne = {cle: self[f"contact_{cle}"].data for cle in PERSONNE} if "contact_nom" in request.form else None
        return {cle: self[cle].data for cle in ("role", "langue", "responsable_id")} | {"personne": personne}


def find_chosen(modele: type[Fiche], number: str | None) -> Fiche | None:
    return find(modele, id) if (id := read_id(number)) else None
