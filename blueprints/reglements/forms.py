from decimal import Decimal

from flask import request
from wtforms import HiddenField, RadioField, SelectField

from blueprints.forms import Form, JourField, MontantField, TexteField, facultatif, requis, texte_long
from crm.devises import DEVISES, EURO
from crm.factures import Facture
from crm.formats import nombre
from crm.rapports_documents import open_factures
from crm.reglements import MODES, propose
from crm.saisie import read_decimal
from crm.tiers import Tiers


class ReglementForm(Form):
    """A sum, and what each open invoice of the client receives of it (`part-12`)."""

    tiers_id = HiddenField("Client", [requis("Choisissez le client.")])
    jeton = HiddenField()
    montant = MontantField("Montant reçu", [requis("Indiquez le montant reçu.")], minimum=Decimal("0.01"))
    devise = SelectField("Devise", default=EURO)
    montant_eur = MontantField("Porté à votre compte", [facultatif()], minimum=Decimal("0.01"))
    recu_le = JourField("Date", [requis("Indiquez la date.")])
    mode = RadioField("Mode", [requis("Choisissez le mode.")], choices=MODES, default="virement")
    reference = TexteField("Référence", [facultatif()], maximum=80)
    note = texte_long("Note", 500)

    def __init__(self, *args, tiers: Tiers | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.tiers = tiers
        known = open_factures(tiers) if tiers else []
        self.devises = {EURO, *(facture.devise for facture in known), *([tiers.devise] if tiers else [])}
        self.devise.choices = {code: f"{code} — {nom}" for code, nom in DEVISES.items() if code in self.devises}
        if request.method == "GET" and self.devise.data not in self.devises:  # of the client chosen before
            self.devise.data = EURO
        self.montant_eur.flags.required = True  # asked in another currency alone
        self.factures = [facture for facture in known if facture.devise == self.devise.data]
        self.parts = {f.id: request.form.get(f"part-{f.id}", "") for f in self.factures}
        self.fautes: dict[int, str] = {}

    def share(self, montant: Decimal | None, first: Facture | None = None) -> None:
        """Propose what each invoice receives: `first` before the others, then the oldest due."""
        shares = {first.id: min(montant, first.reste)} if first and montant else {}
        left = (montant or 0) - sum(shares.values())
        if self.tiers and left > 0 and not first:
            shares = propose(self.tiers, left, self.devise.data)
        self.parts = {f.id: nombre(shares[f.id], 2) if f.id in shares else "" for f in self.factures}

    def validate(self, *args, **kwargs) -> bool:
        right = super().validate(*args, **kwargs)
        for facture in self.factures:
            try:
                self.share_of(facture.id)
            except ValueError as error:
                self.fautes[facture.id] = str(error)
        return right and not self.fautes

    def share_of(self, facture_id: int) -> Decimal:
        text = self.parts[facture_id]
        return read_decimal(text) if text.strip() else Decimal(0)

    @property
    def somme(self) -> dict:
        """The currency, and what it is in euros when it is another one."""
        return {"devise": self.devise.data} | ({"montant_eur": self.montant_eur.data} if self.is_en_devise else {})

    @property
    def is_en_devise(self) -> bool:
        return self.devise.data != EURO

    @property
    def imputer(self) -> dict[int, Decimal]:
        return {f.id: part for f in self.factures if (part := self.share_of(f.id))}


class AnnulationForm(Form):
    motif = texte_long("Motif", 500)
