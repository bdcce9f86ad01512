from flask import g
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange

from blueprints.find import find
from blueprints.forms import (
    AssigneField,
    CasesField,
    EmailField,
    Form,
    SuiviForm,
    TexteField,
    facultatif,
    requis,
)
from blueprints.profils import ProfilForm
from blueprints.riche import RicheField
from crm.clock import today
from crm.devises import DEVISES, EURO
from crm.pays import pays
from crm.tiers import LANGUES, NATURES, QUALIFICATIONS, Tiers
from tenants.ids import read_id

ROLES = {"prospect": "Prospect", "client": "Client", "fournisseur": "Fournisseur"}
MODES = {"": "—", "virement": "Virement", "carte": "Carte", "cheque": "Chèque", "prelevement": "Prélèvement"}


class AdresseForm(Form):
    intitule = TexteField("Intitulé", [facultatif()], maximum=60)
    destinataire = TexteField("À l’attention de", [facultatif()], maximum=38)
    ligne1 = TexteField("N° et voie", [facultatif()], maximum=38, render_kw={"autocomplete": "address-line1"})
    ligne2 = TexteField("Complément", [facultatif()], maximum=38, render_kw={"autocomplete": "address-line2"})
    code_postal = TexteField("Code postal", [facultatif()], maximum=10, render_kw={"autocomplete": "postal-code"})
    ville = TexteField(
        "Ville", [requis("Indiquez la ville.")], maximum=32, render_kw={"autocomplete": "address-level2"}
    )
    pays = SelectField("Pays", choices=pays(), default="FR")
    defaut = BooleanField("Adresse par défaut")
    facturation = BooleanField("Pour les factures")
    livraison = BooleanField("Pour les livraisons")


class ClientForm(ProfilForm, SuiviForm):
    version = HiddenField()
    nature = RadioField("Nature", choices=NATURES, default="societe")
    nom = TexteField("Nom ou raison sociale", [requis("Indiquez le nom.")], maximum=120)
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    roles = CasesField("Type", choices=ROLES, default=["client"])
    qualification = SelectField("Situation fiscale", choices=QUALIFICATIONS, default="assujetti_fr")
    siret = TexteField("SIREN ou SIRET", [facultatif()], maximum=20)
    tva_intracom = TexteField("N° de TVA intracommunautaire", [facultatif()], maximum=20)
    adresse_electronique = TexteField("Adresse de facturation électronique", [facultatif()], maximum=125)
    code_service = TexteField("Code service (secteur public)", [facultatif()], maximum=100)
    email = EmailField("Adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"type": "tel", "autocomplete": "tel"})
    site = TexteField("Site web", [facultatif()])
    langue = SelectField("Langue des documents", choices=LANGUES)
    devise = SelectField("Devise des documents", choices=DEVISES, default=EURO)
    delai_paiement = IntegerField(
        "Délai de paiement", [facultatif(), NumberRange(0, 365, "Saisissez un nombre de jours entre 0 et 365.")]
    )
    fin_de_mois = BooleanField("Fin de mois")
    mode_reglement = SelectField("Mode de règlement", choices=MODES)
    responsable_id = AssigneField("Responsable")
    societe_mere_id = HiddenField("Société mère", filters=[read_id])
    facture_mere = BooleanField("Facturer à la société mère")
    description = RicheField("Notes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not g.parametres.filiales:
            del self.societe_mere_id, self.facture_mere
        mere_id = self.societe_mere_id.data if self.societe_mere_id else None
        self.mere = find(Tiers, mere_id) if mere_id else None

    @property
    def profil(self) -> str:
        return self.nature.data

    @property
    def values(self) -> dict:
        return super().values | {"day": today()}


class NouveauClientForm(ClientForm):
    """A client and, at once, where their invoices go."""

    ligne1 = TexteField("N° et voie", [facultatif()], maximum=38, render_kw={"autocomplete": "address-line1"})
    ligne2 = TexteField("Complément d’adresse", [facultatif()], maximum=38)
    code_postal = TexteField("Code postal", [facultatif()], maximum=10, render_kw={"autocomplete": "postal-code"})
    ville = TexteField("Ville", [facultatif()], maximum=32, render_kw={"autocomplete": "address-level2"})
    pays = SelectField("Pays", choices=pays(), default="FR")

    @property
    def values(self) -> dict:
        values = super().values
        return values | {
            "adresse": {key: values.pop(key) for key in ("ligne1", "ligne2", "code_postal", "ville", "pays")}
        }
