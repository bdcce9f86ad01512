"""Believable documents for the tests, and for the eye."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from crm.documents.contenu import Conditions, Contenu, LigneImprimee, Reference, ReglementRecu, Signature
from crm.documents.identites import Adresse, Client, CompteBancaire, Emetteur
from crm.documents.logo import logo_from
from crm.montants import Remise, Totaux, net

D = Decimal
COMPTE = CompteBancaire(
    iban="FR7630006000011234567890189", bic="AGRIFRPP882", banque="Crédit Agricole", titulaire="Atelier Lumen"
)
EMETTEUR = Emetteur(
    raison_sociale="Atelier Lumen",
    forme_juridique="SAS",
    capital=D("10000"),
    siren="732829320",
    siret="73282932000074",
    rcs_ville="Lyon",
    tva="FR44732829320",
    ape="7410Z",
    adresse=Adresse(lignes=("18 quai Saint-Antoine",), code_postal="69002", ville="Lyon"),
    telephone="+33472610833",
    email="bonjour@atelier-lumen.fr",
    site="atelier-lumen.fr",
)
CLIENT = Client(
    noms=("Menuiserie Delaunay", "Service comptabilité"),
    adresse=Adresse(lignes=("Bâtiment B", "12 rue des Artisans"), code_postal="69003", ville="Lyon"),
    siren="443121975",
    tva="FR46443121975",
)
CONDITIONS = Conditions(
    paiement="Paiement par virement à 30 jours, au plus tard le 21 décembre 2026.",
    escompte="Escompte pour paiement anticipé : néant.",
    penalites="En cas de retard de paiement, pénalités au taux de la BCE majoré de 10 points (art. L441-10 du code de "
    "commerce), exigibles sans rappel.",
    indemnite="Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €.",
)


def ligne(designation, quantite="1", prix="100", taux="20", remise=None, **autres) -> LigneImprimee:
    row = LigneImprimee(
        designation=designation,
        quantite=D(quantite),
        prix_unitaire=D(prix),
        taux_tva=D(taux),
        remise=Remise(D(remise)) if remise else None,
        **autres,
    )
    values = {name: getattr(row, name) for name in LigneImprimee.__dataclass_fields__}
    return LigneImprimee(**{**values, "total_ht": net(row)})


LIGNES = (
    ligne(
        "Prestation de conseil", "3", "680", unite="jour", description="Journée sur site, hors frais de déplacement."
    ),
    ligne("Maintenance annuelle Sérénité", "1", "1440", remise="10", unite="forfait"),
    ligne("Livret d’accompagnement imprimé", "24", "12.5", "5.5", unite="ex.", nature="bien"),
)


def document(nature="facture", lignes=LIGNES, remise=None, **autres) -> Contenu:
    totaux = Totaux.compute([x for x in lignes if x.genre == "ligne"], remise)
    reglements = autres.get("reglements", ())
    base = {
        "numero": {"devis": "DE-2026-0184", "avoir": "AV-2026-00007"}.get(nature, "FA-2026-00042"),
        "emetteur": EMETTEUR,
        "client": CLIENT,
        "emise_le": date(2026, 11, 21),
        "objet": "Équipement du showroom — première tranche",
        "comptes": (COMPTE,) if nature != "avoir" else (),
        "conditions": CONDITIONS if nature == "facture" else Conditions(),
        "net_a_payer": totaux.ttc - sum(r.montant for r in reglements),
    }
    return Contenu(nature=nature, lignes=tuple(lignes), totaux=totaux, remise=remise, **{**base, **autres})


def facture(**autres) -> Contenu:
    defaults = {
        "echeance": date(2026, 12, 21),
        "prestation_le": date(2026, 11, 19),
        "commande_client": "BC-7781",
        "categorie_operation": "Livraison de biens et prestation de services",
        "references": (Reference(nature="devis", numero="DE-2026-0184", le=date(2026, 10, 3)),),
    }
    return document("facture", **{**defaults, **autres})


def devis(**autres) -> Contenu:
    defaults = {
        "validite": date(2026, 12, 21),
        "signature": Signature(),
        "conditions": Conditions(
            paiement="Acompte de 30 % à la commande, solde à 30 jours.", autres=("Devis gratuit. Délai : 3 semaines.",)
        ),
        "comptes": (),
    }
    return document("devis", **{**defaults, **autres})


def avoir(**autres) -> Contenu:
    origine = Reference(nature="facture", numero="FA-2026-00042", le=date(2026, 11, 21))
    defaults = {"emise_le": date(2026, 11, 28), "objet": "Retour de livrets", "references": (origine,)}
    return document("avoir", lignes=LIGNES[2:], **{**defaults, **autres})


def logo():
    image = Image.new("RGBA", (640, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, 199, 199), 48, fill="#4f46e5")
    pen.polygon([(100, 40), (160, 160), (40, 160)], fill="white")
    pen.rectangle((240, 70, 620, 130), fill="#171a21")
    out = io.BytesIO()
    image.save(out, "PNG")
    return logo_from(out.getvalue())


def longue(count=60) -> tuple[LigneImprimee, ...]:
    rows = [LigneImprimee(genre="titre", designation="Aménagement du rez-de-chaussée")]
    for i in range(1, count + 1):
        description = "Fourniture et pose, compris quincaillerie, finitions et nettoyage du chantier." if i % 4 else ""
        taux = ("20", "10", "5.5")[i % 3]
        rows.append(
            ligne(
                f"Lot {i} : panneau mural en chêne massif",
                f"{i % 7 + 1}",
                "148.355",
                taux,
                remise="5" if i % 5 == 0 else None,
                unite="m²",
                numero=f"{i}",
                reference=f"PAN-{i:03}",
                description=description,
            )
        )
        if i % 20 == 0:
            rows.append(LigneImprimee(genre="sous_total", total_ht=sum(r.total_ht for r in rows[-20:] if r.total_ht)))
            if i < count:
                rows.append(LigneImprimee(genre="titre", designation=f"Étage {i // 20}"))
    rows.append(LigneImprimee(genre="commentaire", designation="Les teintes sont celles de l’échantillon remis."))
    return tuple(rows)


ACOMPTE = ReglementRecu(libelle="Acompte", le=date(2026, 10, 12), montant=D("500"))
