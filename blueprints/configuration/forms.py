from wtforms import BooleanField, DateField, IntegerField, PasswordField, SelectField
from wtforms.validators import URL, NumberRange

from blueprints.forms import CasesField, EmailField, Form, MontantField, TexteField, facultatif, requis, texte_long
from crm.clock import today
from crm.fiscalite import activites
from crm.parametres import REGIMES_TVA, TAILLES
from crm.tiers import LANGUES

FORMES = ("", "EI", "EURL", "SARL", "SASU", "SAS", "SA", "SCI", "SCP", "SNC", "SCOP", "Association")
COULEURS = {
    "indigo": "Indigo",
    "bleu": "Bleu",
    "cyan": "Cyan",
    "violet": "Violet",
    "ambre": "Ambre",
    "orange": "Orange",
    "vert": "Vert",
    "rouge": "Rouge",
    "rose": "Rose",
    "neutre": "Gris",
}
SECURITES = {"starttls": "STARTTLS (port 587)", "tls": "TLS (port 465)", "aucune": "Aucune"}


class IdentiteForm(Form):
    raison_sociale = TexteField("Raison sociale", [requis("Indiquez la raison sociale.")])
    nom_commercial = TexteField("Nom commercial", [facultatif()])
    forme_juridique = SelectField("Forme juridique", choices={forme: forme or "—" for forme in FORMES})
    entrepreneur_individuel = BooleanField("Entrepreneur individuel (mention « EI »)")
    capital = MontantField("Capital social", [facultatif()], minimum=0)
    capital_variable = BooleanField("Capital variable")
    siren = TexteField("SIREN", [facultatif()], maximum=20)
    nic = TexteField("NIC de l’établissement", [facultatif()], maximum=8)
    tva_intracom = TexteField("N° de TVA intracommunautaire", [facultatif()], maximum=20)
    rcs_ville = TexteField("RCS, ville du greffe", [facultatif()], maximum=60)
    rne = BooleanField("Inscription au RNE (artisan)")
    ape = TexteField("Code APE", [facultatif()], maximum=8)
    regime_tva = SelectField("Régime de TVA", choices=REGIMES_TVA)
    option_debits = BooleanField("Option pour le paiement de la taxe d’après les débits")
    taille = SelectField("Taille de l’entreprise", choices=TAILLES)
    exercice_debut = DateField("Premier jour d’un exercice", [facultatif()])
    adresse = TexteField("Adresse du siège", [facultatif()], render_kw={"autocomplete": "street-address"})
    code_postal = TexteField("Code postal", [facultatif()], maximum=10, render_kw={"autocomplete": "postal-code"})
    ville = TexteField("Ville", [facultatif()], maximum=80, render_kw={"autocomplete": "address-level2"})
    telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"autocomplete": "tel", "type": "tel"})
    email = EmailField("E-mail de la société", [facultatif()])
    site = TexteField(
        "Site web", [facultatif(), URL(message="Saisissez une adresse complète, par exemple https://societe.fr.")]
    )
    adresse_electronique = TexteField("Adresse électronique de facturation", [facultatif()], maximum=120)
    decennale_assureur = TexteField("Assurance décennale : assureur", [facultatif()])
    decennale_police = TexteField("N° de police", [facultatif()], maximum=60)
    decennale_zone = TexteField("Couverture géographique", [facultatif()])
    mediateur_nom = TexteField("Médiateur de la consommation", [facultatif()])
    mediateur_site = TexteField("Site du médiateur", [facultatif()])


class BanqueForm(Form):
    banque = TexteField("Banque", [requis("Indiquez le nom de la banque.")], maximum=80)
    titulaire = TexteField("Titulaire", [facultatif()], maximum=80)
    iban = TexteField("IBAN", [requis("Saisissez l’IBAN.")], maximum=42)
    bic = TexteField("BIC", [facultatif()], maximum=14)


class DocumentsForm(Form):
    couleur = SelectField("Couleur des documents", choices=COULEURS)
    langue = SelectField("Langue des tiers par défaut", choices=LANGUES)
    delai_paiement = IntegerField(
        "Délai de paiement",
        [requis("Indiquez un nombre de jours."), NumberRange(0, 365, "Saisissez un nombre de jours entre 0 et 365.")],
    )
    validite_devis = IntegerField(
        "Validité des devis",
        [requis("Indiquez un nombre de jours."), NumberRange(1, 365, "Saisissez un nombre de jours entre 1 et 365.")],
    )
    taux_penalites = MontantField("Taux des pénalités de retard", [facultatif()], minimum=0)
    escompte_taux = MontantField("Escompte pour paiement anticipé", [facultatif()], minimum=0)
    escompte_jours = IntegerField(
        "Payé sous", [facultatif(), NumberRange(1, 60, "Saisissez un nombre de jours entre 1 et 60.")]
    )
    activites_exonerees = CasesField("Ventes sans TVA de votre activité")
    conditions_devis = texte_long("Conditions des devis")
    conditions_facture = texte_long("Conditions des factures")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.activites_exonerees.choices = [(r.code, f"{r.intitule} ({r.article})") for r in activites(today())]


class CourrielsForm(Form):
    expediteur_nom = TexteField("Nom de l’expéditeur", [facultatif()], maximum=80)
    expediteur_email = EmailField("Adresse de l’expéditeur", [facultatif()])
    smtp_hote = TexteField("Serveur d’envoi (SMTP)", [facultatif()], maximum=200)
    smtp_port = IntegerField("Port", [facultatif(), NumberRange(1, 65535, "Saisissez un port entre 1 et 65535.")])
    smtp_securite = SelectField("Sécurité", choices=SECURITES)
    smtp_identifiant = TexteField("Identifiant", [facultatif()], maximum=200, render_kw={"autocomplete": "off"})
    mot_de_passe = PasswordField("Mot de passe", [facultatif()], render_kw={"autocomplete": "new-password"})


class PlateformeForm(Form):
    nom = TexteField("Nom de la plateforme", [requis("Indiquez le nom de la plateforme.")], maximum=80)
    url = TexteField("Adresse de l’API", [requis("Indiquez l’adresse de l’API.")], maximum=300)
    url_jeton = TexteField("Adresse des jetons (OAuth2)", [requis("Indiquez l’adresse des jetons.")], maximum=300)
    url_annuaire = TexteField("Adresse de l’annuaire", [facultatif()], maximum=300)
    client = TexteField(
        "Identifiant", [requis("Indiquez l’identifiant.")], maximum=200, render_kw={"autocomplete": "off"}
    )
    secret = PasswordField("Secret", [facultatif()], render_kw={"autocomplete": "new-password"})


class AccordForm(Form):
    nom_accord = TexteField("Nom et prénom", [requis("Indiquez qui donne l’accord.")], maximum=120)
    qualite = TexteField("Qualité", [requis("Indiquez sa qualité, par exemple gérante.")], maximum=80)
