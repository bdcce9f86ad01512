"""What a file may say of clients."""

from collections.abc import Callable

from crm import identifiants, saisie
from crm.devises import DEVISES
from crm.errors import RegleMetier
from crm.imports import lecteurs as lit
from crm.imports.declaration import Champ, Importable, Passage, Repere, simple
from crm.imports.profils import CHAMPS_PROFIL
from crm.pays import pays
from crm.tiers import LANGUES, NATURES, QUALIFICATIONS, Tiers

ROLES = {"prospect": "Prospect", "client": "Client", "fournisseur": "Fournisseur"}
MODES = {"virement": "Virement", "carte": "Carte", "cheque": "Chèque", "prelevement": "Prélèvement"}
ADRESSE = ("ligne1", "ligne2", "code_postal", "ville", "pays")
EMAILS = ("email", "mail", "mél", "courriel", "adresse e-mail", "adresse mail", "e mail")
TELEPHONES = ("tel", "tél", "téléphone fixe", "phone", "standard", "tel fixe", "numéro de téléphone")
CIVILITES = dict.fromkeys(("m", "m.", "mr", "mr."), "Monsieur")
CIVILITES |= dict.fromkeys(("mme", "mme.", "mlle", "mlle.", "mademoiselle"), "Madame")
CODE = Champ("code_client", "Code client", lit.entier(1, 2**62), ("code", "id", "identifiant", "code unique"))


def _roles(text: str) -> list[str]:
    words = {simple(word): role for role, word in ROLES.items()}
    said = [simple(part) for part in text.replace(";", ",").replace("/", ",").split(",")]
    if unknown := [part for part in said if part not in words]:
        raise RegleMetier(f"« {unknown[0]} » n’est pas un type : écrivez Prospect, Client ou Fournisseur.")
    return [words[part] for part in said]


def _siret(text: str) -> str:
    number = identifiants.compact(text)
    return identifiants.check_siret(number) if len(number) > 9 else identifiants.check_siren(number)


CHAMPS_CLIENT = (
    CODE,
    Champ(
        "nom", "Nom ou raison sociale", lit.texte(120),
        ("nom", "raison sociale", "société", "entreprise", "organisation", "dénomination", "client", "company", "name",
         "nom du client", "nom société", "nom de l'entreprise"),
    ),
    Champ("prenom", "Prénom", lit.texte(80), ("first name", "firstname")),
    Champ("nature", "Nature", lit.choix(NATURES, {"particulier": "individu", "personne": "individu",
                                                  "entreprise": "societe"})),
    Champ("roles", "Type", lit.toujours(_roles), ("rôle", "statut", "prospect ou client")),
    Champ("qualification", "Situation fiscale", lit.choix(QUALIFICATIONS)),
    Champ("siret", "SIREN ou SIRET", lit.toujours(_siret), ("siret", "siren", "n° siret", "numéro siret")),
    Champ("tva_intracom", "N° de TVA intracommunautaire", lit.toujours(identifiants.check_tva),
          ("tva", "n° tva", "tva intracommunautaire", "tva intra", "numéro de tva")),
    Champ("email", "E-mail", lit.toujours(saisie.read_email), EMAILS),
    Champ("telephone", "Téléphone", lit.toujours(lit.telephone), (*TELEPHONES, "portable", "mobile")),
    Champ("site", "Site web", lit.texte(), ("site", "site internet", "web", "url", "website")),
    Champ("ligne1", "N° et voie", lit.texte(38),
          ("adresse", "adresse 1", "rue", "voie", "adresse ligne 1", "adresse postale", "address", "street")),
    Champ("ligne2", "Complément d’adresse", lit.texte(38), ("adresse 2", "complément", "adresse ligne 2")),
    Champ("code_postal", "Code postal", lit.texte(10), ("cp", "postal code", "zip"), apres=lit.complete_code_postal),
    Champ("ville", "Ville", lit.texte(32), ("commune", "localité", "city")),
    Champ("pays", "Pays", lit.choix(pays()), ("country",)),
    Champ("langue", "Langue des documents", lit.choix(LANGUES), ("langue",)),
    Champ("devise", "Devise des documents", lit.choix(DEVISES), ("devise", "monnaie")),
    Champ("delai_paiement", "Délai de paiement (jours)", lit.entier(0, 365), ("délai de paiement", "échéance")),
    Champ("fin_de_mois", "Fin de mois", lit.toujours(saisie.read_oui_non)),
    Champ("mode_reglement", "Mode de règlement", lit.choix(MODES), ("règlement", "paiement")),
    *CHAMPS_PROFIL,
    Champ("responsable_id", "Responsable", lit.membre, ("commercial", "suivi par", "chargé de clientèle")),
    Champ("etiquettes", "Étiquettes", lit.etiquettes, ("tags", "étiquette", "labels")),
    Champ("description", "Notes", lit.texte_long(), ("note", "commentaire", "remarques", "observations")),
)  # fmt: skip


def said(cle: str) -> Callable[[dict], tuple | None]:
    return lambda values: (values[cle],) if values.get(cle) else None


def _full_siret(values: dict) -> tuple | None:
    siret = values.get("siret") or ""
    return (siret[:9], siret[9:]) if len(siret) == 14 else None


def _town(values: dict) -> tuple | None:
    return (simple(values.get("nom")), values["ville"]) if values.get("nom") and values.get("ville") else None


def _create_client(values: dict, passage: Passage) -> Tiers:
    adresse = {key: value for key, value in values.items() if key in ADRESSE}
    values = {key: value for key, value in values.items() if key not in ADRESSE and key != "code_client"}
    return Tiers.draft(day=passage.jour, adresse=adresse, **({"roles": ["prospect"]} | values))


def _change_client(tiers: Tiers, values: dict, passage: Passage) -> None:
    adresse = {key: value for key, value in values.items() if key in ADRESSE}
    values = {key: value for key, value in values.items() if key not in ADRESSE and key != "code_client"}
    values.setdefault("siret", tiers.siret or tiers.siren)
    if "roles" in values:
        values["roles"] = sorted({*tiers.roles, *values["roles"]})
    tiers.revise(day=passage.jour, **values)
    here = next((one for one in tiers.adresses_actives if one.defaut), None)
    if adresse and here:
        tiers.change_adresse(here, **adresse)
    elif adresse:
        tiers.add_adresse(**adresse)


CLIENTS = Importable(
    cle="clients",
    module="clients",
    modele=Tiers,
    mot="client",
    mots="clients",
    fixes=CHAMPS_CLIENT,
    un_de=("nom",),
    reperes=(
        Repere("Même code", "code_client", (Tiers.id,), said("code_client"), certain=True),
        Repere("Même SIRET", "siret", (Tiers.siren, Tiers.nic), _full_siret, certain=True),
        Repere("Même SIREN", "siret", (Tiers.siren,), lambda v: (v["siret"][:9],) if v.get("siret") else None),
        Repere("Même e-mail", "email", (Tiers.email,), said("email")),
        Repere("Même nom et même ville", "nom", (Tiers.tri_nom, Tiers.ville), _town),
    ),
    creer=_create_client,
    modifier=_change_client,
    avec=(Tiers.adresses,),
)
