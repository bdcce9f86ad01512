from flask import request
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange

from blueprints.find import find
from blueprints.forms import (
    Form,
    JourField,
    MontantField,
    ResponsableField,
    TexteField,
    ValeurField,
    facultatif,
    requis,
    texte_long,
)
from blueprints.riche import RicheField
from crm.articles import NATURES
from crm.opportunites import Opportunite, Processus
from crm.pistes import Piste
from crm.statuts import Statut
from crm.tiers import Contact, Tiers
from tenants.ids import read_id

POURCENT = NumberRange(0, 100, "Probabilité : de 0 à 100 %.")


class OpportuniteForm(Form):
    version = HiddenField()
    nom = TexteField("Objet", [requis("Indiquez l’objet de l’opportunité.")], maximum=200)
    tiers_id = HiddenField("Client")
    contact_id = HiddenField("Contact")
    piste_id = HiddenField("Prospect")
    processus_id = SelectField("Type d’opportunité", coerce=int)
    responsable_id = ResponsableField("Suivie par")
    montant = MontantField("Montant HT", [facultatif()], minimum=0)
    cloture_prevue_le = JourField("Clôture prévue le")
    probabilite = IntegerField("Probabilité", [facultatif(), POURCENT])
    au_mieux = MontantField("Au mieux", [facultatif()], minimum=0)
    au_pire = MontantField("Au pire", [facultatif()], minimum=0)
    prioritaire = BooleanField("Prioritaire")
    recurrent_montant = MontantField("Montant récurrent HT par mois", [facultatif()], minimum=0)
    recurrent_mois = IntegerField("Durée en mois", [facultatif(), NumberRange(1, 600, "Durée : de 1 à 600 mois.")])
    recurrent_debut = JourField("Début")
    recurrent_fin = JourField("Fin")
    description = RicheField("Description du client")
    proposition = texte_long("Proposition de valeur")
    conditions = texte_long("Conditions commerciales", 4000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        actifs = Processus.all()
        self.processus_id.choices = [(one.id, one.libelle) for one in actifs if one.actif or one.id == self.current]
        self.tiers, self.contact, self.piste = (
            find(modele, number) if (number := read_id(field.data)) else None
            for modele, field in ((Tiers, self.tiers_id), (Contact, self.contact_id), (Piste, self.piste_id))
        )

    @property
    def current(self) -> int | None:
        """The type the opportunity already has, which may be out of use."""
        return read_id(request.form.get("processus_id", self.processus_id.data))

    @property
    def values(self) -> dict:
        values = super().values
        found = {"tiers_id": self.tiers, "contact_id": self.contact, "piste_id": self.piste}
        return values | {key: one.id if one else None for key, one in found.items()}


class EtatForm(Form):
    """The new status, its day, and why when it is lost (B-079)."""

    statut_id = SelectField("Statut", coerce=int)
    le = JourField("À la date du", propose=True)
    motif = ValeurField("Motif, si elle est perdue", "motif_perte")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.statut_id.choices = [(one.id, one.libelle) for one in Statut.of(Opportunite.__tablename__)]


class EtapeForm(Form):
    le = JourField("Étape franchie le", propose=True)


class LigneForm(Form):
    version = HiddenField()
    article_id = HiddenField("Article")
    designation = TexteField("Désignation", [facultatif()], maximum=200)
    description = texte_long("Description")
    quantite = MontantField("Quantité", [facultatif()], decimales=4)
    unite = ValeurField("Unité", "unite")
    prix_unitaire = MontantField("Prix unitaire HT", [facultatif()], decimales=4, minimum=0)
    remise_pourcent = MontantField("Remise", [facultatif()], minimum=0)
    nature = SelectField("Nature", choices=NATURES)

    @property
    def values(self) -> dict:
        values = super().values
        return values | {"article_id": read_id(values["article_id"])}
