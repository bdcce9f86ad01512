"""The fields around the lines. What is wrong is said where it was typed; what is right in them is kept."""

from decimal import Decimal
from functools import cached_property

from wtforms import BooleanField, HiddenField, SelectField

from blueprints.find import find
from blueprints.forms import Form, JourField, MontantField, TexteField, facultatif, requis, texte_long
from blueprints.redaction import lignes
from blueprints.redaction.tva import ChoixTVA
from crm.admissions import ensure_units
from crm.articles import NATURES
from crm.clock import today
from crm.devises import CHANGE, DEVISES, EURO, SOURCES
from crm.errors import RegleMetier
from crm.formats import signe
from crm.montants import Remise
from crm.redaction import Redaction
from crm.souches import Souche
from crm.tiers import LANGUES, Tiers
from tenants.ids import read_id

PRIX = {"ht": "Hors taxes", "ttc": "Toutes taxes comprises"}
HORS_LIGNES = {"prix", "dates", "tiers_id", "jeton", "remise_valeur", "remise_genre"}


class RedactionForm(Form):
    """`jour`: the field of the day the document will bear; `souche`: the kind of its series of numbers."""

    jour: str
    souche: str

    tiers_id = HiddenField("Client", [requis("Choisissez le client.")])
    beneficiaire_id = HiddenField(filters=[read_id])
    version = HiddenField()
    jeton = HiddenField()
    contact_id = SelectField("À l’attention de", validate_choice=False, coerce=lambda v: int(v) if v else None)
    objet = TexteField("Objet", [facultatif()], maximum=200)
    introduction = texte_long("Introduction")
    conditions = texte_long("Conditions et mentions", 4000)
    langue = SelectField("Langue du document", choices=LANGUES)
    serie = SelectField("Série de numéros")
    prix = SelectField("Prix saisis", choices=PRIX, default="ht")
    travaux_logement = BooleanField(
        "Travaux dans un logement",
        description="TVA réduite : votre client certifie que le logement a plus de deux ans.",
    )
    remise_valeur = MontantField("Remise sur le total", [facultatif()], decimales=4, minimum=Decimal(0))
    remise_genre = SelectField("Unité de la remise", default="pourcent")
    devise = SelectField("Devise", choices={code: f"{code} — {nom}" for code, nom in DEVISES.items()}, default=EURO)
    change = MontantField("Cours", [facultatif()], decimales=8)
    change_source = SelectField("Source du cours", choices={"": "—", **SOURCES}, default="")
    change_le = JourField("Date du cours", propose=True)

    def __init__(self, *args, tiers: Tiers | None = None, saisies: list[lignes.Saisie] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.tiers, self.saisies = tiers, saisies or []
        self.servi = find(Tiers, self.beneficiaire_id.data) if tiers and self.beneficiaire_id.data else None
        self.set_contacts()
        self.set_series()
        self.change.flags.required = self.change_source.flags.required = True  # asked in another currency alone
        self.remise_genre.choices = {"pourcent": "%", "montant": signe(self.devise.data)}

    def set_series(self) -> None:
        """The series open, and the one chosen before it was closed; nothing to choose when there is one only."""
        self.serie.choices = {one.code: one.titre for one in Souche.ouvertes(self.souche)}
        if self.serie.data and (chosen := Souche.get(self.serie.data)) and not chosen.is_ouverte:
            self.serie.choices |= {chosen.code: f"{chosen.titre} (fermée)"}
        self.serie.flags.required = True
        if len(self.serie.choices) < 2:
            del self.serie

    def set_contacts(self) -> None:
        people = dict.fromkeys(link.contact for one in (self.tiers, self.servi) if one for link in one.contacts)
        self.contact_id.choices = {"": "—", **{contact.id: contact.libelle for contact in people}}
        if self.contact_id.data not in [contact.id for contact in people]:
            self.contact_id.data = None

    @cached_property
    def tva(self) -> ChoixTVA:
        return ChoixTVA(self.tiers)

    @property
    def taux(self) -> list[tuple[str, str]]:
        return self.tva.with_borne(s.brut["tva"] for s in self.saisies if s.is_chiffree and s.brut["tva"])

    def adapt(self) -> None:
        """Give every line the VAT of this client."""
        for saisie in self.saisies:
            if saisie.is_chiffree:
                saisie.brut["tva"] = self.tva.adapted(saisie.brut["tva"], saisie.brut["nature"])

    @property
    def natures(self) -> dict[str, str]:
        return NATURES

    @property
    def remise(self) -> dict[str, Decimal]:
        return {self.remise_genre.data: self.remise_valeur.data} if self.remise_valeur.data else {}

    def remise_calculable(self) -> Remise | None:
        try:
            valeur = self.remise_valeur.data
            return Remise(valeur, self.remise_genre.data != "montant") if valeur else None
        except (RegleMetier, TypeError) as error:
            self.remise_valeur.errors = [getattr(error, "message", "Saisissez un nombre.")]
            return None

    @property
    def champs(self) -> dict:
        """What the draft keeps of the fields."""
        kept = {name: value for name, value in super().values.items() if name not in HORS_LIGNES | {self.jour}}
        kept["date_prevue"] = (
            self[self.jour].data if self[self.jour].data != today() else None
        )  # today is « when done »
        if not (self.serie and self.serie.raw_data):
            kept.pop("serie", None)
        if not self.devise.raw_data or self.devise.data == EURO:
            kept = {name: value for name, value in kept.items() if name not in CHANGE}
            kept |= {"devise": EURO} if self.devise.raw_data else {}
        if self.prix.raw_data:  # a form whose lines are given does not ask
            kept["prix_ttc"] = self.is_ttc
        return {name: value or None if isinstance(value, str) else value for name, value in kept.items()}

    @property
    def is_ttc(self) -> bool:
        return self.prix.data == "ttc"

    def validate(self, *args, **kwargs) -> bool:
        right = super().validate(*args, **kwargs)
        return right and not any(saisie.fautes for saisie in self.pleines)

    @property
    def pleines(self) -> list[lignes.Saisie]:
        return [saisie for saisie in self.saisies if not saisie.is_vide]

    def write_lines_of(self, document: Redaction) -> None:
        """The lines and the discount, as typed. Raises RegleMetier."""
        ensure_units(self.lignes, [ligne.unite for ligne in document.lignes])
        document.write_lignes(self.lignes)
        document.write_remise(**self.remise)

    @property
    def lignes(self) -> list[dict]:
        return [saisie.valeurs for saisie in self.pleines]

    def refuse(self, refusal) -> None:
        """A refusal that names a line (« lignes-2-quantite ») goes to its cell."""
        parts = (refusal.champ or "").split("-", 2)
        if parts[0] == "lignes" and len(parts) == 3 and int(parts[1]) < len(self.pleines):
            name = lignes.CHAMPS.get(parts[2], parts[2])
            self.pleines[int(parts[1])].fautes[name] = refusal.message
        elif refusal.champ and refusal.champ.startswith("remise"):
            self.remise_valeur.errors = [*self.remise_valeur.errors, refusal.message]
        else:
            super().refuse(refusal)

    @property
    def fautes_lignes(self) -> list[tuple[str, str]]:
        """(id of the cell, what is wrong): what the summary links to and the page marks."""
        return [(f"{name}-{s.cle}", said) for s in self.pleines for name, said in s.fautes.items()]

    @property
    def premier_tort(self) -> str:
        """The first thing that is wrong, in one sentence."""
        said = [*self.form_errors, *(e for f in self for e in f.errors), *(text for _, text in self.fautes_lignes)]
        return said[0] if said else ""
