from wtforms import BooleanField, HiddenField, SelectField

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
from crm.pays import pays
from crm.pistes.conversion import ROLES
from crm.tiers import LANGUES

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
    description = RicheField("Description")

    @property
    def profil(self) -> str:
        return "societe" if self.entreprise.data else "individu"


class ConversionForm(Form):
    """The whole window of the conversion (D-106…D-117)."""

    tiers_id = HiddenField()
    contact_id = HiddenField()
    role = SelectField("Devient", [requis("Choisissez ce qu’il devient.")], choices=ROLES)
    langue = SelectField("Langue des documents", choices=LANGUES)
    responsable_id = AssigneField("Assigné à")
    opportunite = BooleanField("Créer une opportunité")
    opportunite_nom = TexteField("Objet de l’opportunité", [facultatif()], maximum=200)
    opportunite_montant = MontantField("Montant HT", [facultatif()], minimum=0)
