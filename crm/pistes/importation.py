"""What a file may say of pistes. What follows from it keeps itself, as on any other way in (A-060)."""

from crm import identifiants, saisie
from crm.imports import Champ, Importable, Passage, Repere
from crm.imports import lecteurs as lit
from crm.imports.declaration import Lecteur, simple
from crm.imports.profils import CHAMPS_PROFIL
from crm.pays import pays
from crm.pistes.piste import Piste
from crm.statuts import Statut
from crm.tiers.importation import CIVILITES, EMAILS, TELEPHONES, said


def _siren(text: str) -> str:
    """The SIREN, or that of a SIRET."""
    number = identifiants.compact(text)
    return identifiants.check_siret(number)[:9] if len(number) > 9 else identifiants.check_siren(number)


def _statut(passage: Passage) -> Lecteur:
    """A status by its label; that of the conversion comes with it alone."""
    statuts = [statut for statut in Statut.of(Piste.__tablename__) if statut.code != "convertie"]
    return lit.un_de([(statut.libelle, statut) for statut in statuts])


def _etoiles(text: str) -> int:
    plain = text.replace("☆", "").strip()
    return lit.read_entier(str(len(plain)) if plain and not plain.strip("★*") else text, 1, 5)


CHAMPS_PISTE = (
    Champ("code_prospect", "Code prospect", lit.entier(1, 2**62), ("code", "id", "identifiant", "code unique")),
    Champ("entreprise", "Entreprise", lit.texte(120),
          ("société", "raison sociale", "organisation", "dénomination", "company", "compte", "société ou nom")),
    Champ("civilite", "Civilité", lit.valeur("civilite", CIVILITES), ("titre", "civ", "m/mme")),
    Champ("prenom", "Prénom", lit.texte(80), ("first name", "firstname")),
    Champ("nom", "Nom", lit.texte(80), ("nom de famille", "contact", "last name", "lastname", "interlocuteur")),
    Champ("fonction", "Fonction", lit.valeur("fonction"), ("poste", "job title", "métier")),
    Champ("departement", "Département", lit.valeur("departement"), ("service",)),
    Champ("email", "E-mail", lit.texte(), EMAILS),
    Champ("telephone", "Téléphone", lit.toujours(lit.telephone), TELEPHONES),
    Champ("mobile", "Mobile", lit.toujours(lit.telephone), ("portable", "gsm", "téléphone mobile", "tel mobile")),
    Champ("statut", "Statut", _statut, ("status", "état", "étape de qualification")),
    Champ("etape", "Étape", lit.texte(60)),
    *CHAMPS_PROFIL,
    Champ("etoiles", "Intérêt", lit.toujours(_etoiles), ("étoiles", "note", "lead scoring", "intérêt (étoiles)")),
    Champ("montant_estime", "Montant estimé", lit.montant, ("montant", "budget", "ca estimé", "chiffre estimé")),
    Champ("prochaine_action", "Prochaine action", lit.texte(120), ("action", "à faire", "relance")),
    Champ("prochaine_action_le", "Date de la prochaine action", lit.toujours(saisie.read_jour),
          ("prévue le", "date de relance", "date prochaine action", "à relancer le")),
    Champ("siren", "SIREN", lit.toujours(_siren), ("siret", "n° siren", "siren ou siret", "numéro siren")),
    Champ("site", "Site web", lit.texte(), ("site", "site internet", "web", "url", "website")),
    Champ("ligne1", "N° et voie", lit.texte(38),
          ("adresse", "adresse 1", "rue", "voie", "adresse ligne 1", "adresse postale", "street")),
    Champ("ligne2", "Complément d’adresse", lit.texte(38), ("adresse 2", "complément", "adresse ligne 2")),
    Champ("code_postal", "Code postal", lit.texte(10), ("cp", "postal code", "zip"), apres=lit.complete_code_postal),
    Champ("ville", "Ville", lit.texte(32), ("commune", "localité", "city")),
    Champ("pays", "Pays", lit.choix(pays()), ("country",)),
    Champ("responsable_id", "Assigné à", lit.membre, ("responsable", "commercial", "suivi par", "assigné")),
    Champ("etiquettes", "Étiquettes", lit.etiquettes, ("tags", "étiquette", "labels")),
    Champ("notes", "Notes", lit.texte_long(), ("commentaire", "remarques", "observations")),
    Champ("description", "Description", lit.texte_long(), ("descriptif", "présentation")),
)  # fmt: skip
A_PART = ("code_prospect", "statut")


def _create_piste(values: dict, passage: Passage) -> Piste:
    if "depart" not in passage.memoire:
        passage.memoire["depart"] = Statut.first_open(Piste.__tablename__)
    piste = Piste.draft(passage.memoire["depart"], **_own(values))
    if "statut" in values:
        piste.pass_to(values["statut"])
    return piste


def _change_piste(piste: Piste, values: dict, passage: Passage) -> None:
    piste.revise(**_own(values))
    if "statut" in values:
        piste.pass_to(values["statut"])


def _own(values: dict) -> dict:
    return {key: value for key, value in values.items() if key not in A_PART}


def _email(values: dict) -> tuple | None:
    return (values["email"].lower(),) if values.get("email") else None


def _place(values: dict) -> tuple | None:
    name = values.get("entreprise") or values.get("nom")
    return (simple(name), values["code_postal"]) if name and values.get("code_postal") else None


PISTES = Importable(
    cle="pistes",
    module="pistes",
    modele=Piste,
    mot="prospect",
    mots="prospects",
    fixes=CHAMPS_PISTE,
    un_de=("entreprise", "nom", "email"),
    reperes=(
        Repere("Même code", "code_prospect", (Piste.id,), said("code_prospect"), certain=True),
        Repere("Même SIREN", "siren", (Piste.siren,), said("siren")),
        Repere("Même e-mail", "email", (Piste.email,), _email),
        Repere("Même nom et même code postal", "nom", (Piste.tri_nom, Piste.code_postal), _place),
    ),
    creer=_create_piste,
    modifier=_change_piste,
    avec=(Piste.statut,),
)
