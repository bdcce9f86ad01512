from decimal import Decimal

from flask import g
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.validators import Optional

from blueprints.factures.avancements import Avancements
from blueprints.forms import JourField, MontantField, TexteField
from blueprints.redaction import Atelier, RedactionForm
from crm.clock import today
from crm.echeances import TERMES
from crm.factures import Facture
from crm.reglements import MODES

PAYEE = {"": "Non", **{mode: f"Par {nom.lower()}" for mode, nom in MODES.items()}, "especes": "En espèces"}


class FactureForm(RedactionForm):
    jour, souche = "emise_le", "facture"

    emise_le = JourField("Date d’émission", propose=True)
    terme = SelectField(
        "Échéance",
        choices={"": "Selon le client", **TERMES, "date": "À une date choisie"},
        validate_choice=False,
    )
    echeance = JourField("Date d’échéance", propose=True)
    commande_client = TexteField("N° de commande", [Optional()], maximum=60)
    prestation_le = JourField("Date de prestation")
    prestation_fin = JourField("Fin de la prestation")
    livraison_le = JourField("Date de livraison")
    dates = BooleanField("Une date par ligne", description="Le jour où chaque ligne fut livrée ou réalisée.")
    mode_reglement = SelectField("Mode de règlement", choices={"": "Selon le client", **MODES})
    acquittee_mode = SelectField("Déjà payée", choices=PAYEE, default="")
    acquittee_le = JourField("Payée le", propose=True)
    retenue_pourcent = MontantField(
        "Retenue de garantie (%)",
        [Optional()],
        minimum=Decimal(0),
        description="Travaux : 5 % au plus, payée un an après.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.terme.flags.required = self.acquittee_mode.flags.required = True
        self.avancements = Avancements()
        if not self.acquittee_mode.data and not self.acquittee_le.data:
            self.acquittee_le.data = today()
        if not g.membre.can("reglements", "ecriture"):  # it records a règlement
            self.acquittee_mode.choices = {"": "Non"}

    def write_lines_of(self, facture: Facture) -> None:
        if facture.lignes_fixes:
            facture.write_avancements(self.avancements.valeurs)
        else:
            super().write_lines_of(facture)

    def validate(self, *args, **kwargs) -> bool:
        return super().validate(*args, **kwargs) and not self.avancements.fautes

    def refuse(self, refusal) -> None:
        if (refusal.champ or "") in self.avancements.brut:
            self.avancements.fautes[refusal.champ] = refusal.message
        else:
            super().refuse(refusal)

    @property
    def fautes_lignes(self) -> list[tuple[str, str]]:
        return [*super().fautes_lignes, *self.avancements.fautes.items()]

    def validate_acquittee_mode(self, field) -> None:
        if field.data and not self.acquittee_le.data and not self.acquittee_le.errors:
            self.acquittee_le.errors = ["Indiquez la date du paiement."]
            raise ValidationError("Indiquez la date du paiement.")

    def validate_terme(self, field) -> None:
        if field.data == "date" and not self.echeance.data and not self.echeance.errors:
            self.echeance.errors = ["Choisissez la date d’échéance."]
            raise ValidationError("Choisissez la date d’échéance.")

    @property
    def champs(self) -> dict:
        """A date chosen, or terms: never both."""
        kept = super().champs
        kept["acquittee_le"] = kept["acquittee_le"] if kept["acquittee_mode"] else None
        return kept | ({"terme": None} if kept["terme"] == "date" else {"echeance": None})


ATELIER = Atelier(
    nom="factures",
    modele=Facture,
    formulaire=FactureForm,
    titre="Nouvelle facture",
    finir="factures/_finir.html",
    champs="factures/_champs.html",
    initial=lambda: {"emise_le": today(), "conditions": g.parametres.conditions_facture},
)
