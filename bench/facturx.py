"""CPU and memory of one Factur-X file, of one page and of ten, beside the same page as plain PDF."""

import dataclasses
import gc
import resource
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from bench.tableau import head, row
from crm import facturx
from crm.documents import rendu
from crm.documents.contenu import Conditions, Contenu, LigneImprimee
from crm.documents.identites import Adresse, Client, CompteBancaire, Emetteur
from crm.facturx import cii, pdf, regles
from crm.montants import Totaux

ESSAIS, SERIE = 10, 500
ICI = Adresse(lignes=("18 quai Saint-Antoine",), code_postal="69002", ville="Lyon")
TEXTE = "Pose de panneaux acoustiques, fixations et finitions comprises"


def sample(lignes: int) -> Contenu:
    """A facture of so many lines at two rates."""
    rows = tuple(
        LigneImprimee(
            designation=f"{TEXTE} n° {i}",
            quantite=Decimal(i % 7 + 1),
            unite="m²",
            prix_unitaire=Decimal("148.35"),
            taux_tva=Decimal("20" if i % 3 else "5.5"),
        )
        for i in range(lignes)
    )
    totaux = Totaux.compute(rows)
    rows = tuple(dataclasses.replace(one, total_ht=one.quantite * one.prix_unitaire) for one in rows)
    return Contenu(
        nature="facture",
        numero="FA-2026-00042",
        emetteur=Emetteur(raison_sociale="Atelier Lumen", adresse=ICI, siren="732829320", tva="FR44732829320"),
        client=Client(noms=("Menuiserie Delaunay",), adresse=ICI, siren="443121975", tva="FR46443121975"),
        emise_le=date(2026, 11, 20),
        echeance=date(2026, 12, 20),
        lignes=rows,
        totaux=totaux,
        net_a_payer=totaux.ttc,
        comptes=(CompteBancaire(iban="FR7630006000011234567890189", bic="AGRIFRPP882"),),
        conditions=Conditions(paiement="Paiement au plus tard le 20 décembre 2026.", escompte="Néant.",
                              penalites="Taux de la BCE majoré de 10 points.", indemnite="40 €."),
    )  # fmt: skip


def cpu(work: Callable[[], object], times: int = ESSAIS) -> float:
    """Milliseconds of CPU of one run, once warm."""
    work()
    gc.collect()
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) / times * 1000


def measure(nom: str, contenu: Contenu) -> None:
    xml = cii.xml(contenu)
    plain = cpu(lambda: rendu.pdf(contenu))
    carried = cpu(lambda: pdf.pdf(contenu, xml))
    row(f"{nom}, PDF simple, ms de CPU", plain)
    row(f"{nom}, Factur-X, ms de CPU", carried)
    row(f"{nom}, Factur-X / PDF simple", carried / plain)
    row(f"{nom}, CII et XSD, ms de CPU", cpu(lambda: facturx.ecrire(contenu)))
    row(f"{nom}, règles officielles, ms de CPU", cpu(lambda: regles.ecarts(xml)))


def measure_memory(contenu: Contenu) -> None:
    xml = cii.xml(contenu)
    before = resident()
    for _ in range(SERIE):
        pdf.pdf(contenu, xml)
    row(f"Mémoire prise par {SERIE} Factur-X, Mo", resident() - before)
    row("Mémoire la plus haute, Mo", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    head("Factur-X", "mesure")
    measure("Une page", sample(4))
    measure("Dix pages", sample(250))
    measure_memory(sample(4))


if __name__ == "__main__":
    main()
