"""The sections of « Configuration »."""

from flask import g, request, url_for

SECTIONS = (
    (
        "Société",
        (
            ("configuration.index", "Identité", "building"),
            ("configuration.show_logo", "Logo", "photo"),
            ("configuration.index_banques", "Comptes bancaires", "building-bank"),
        ),
    ),
    (
        "Documents et envois",
        (
            ("configuration.edit_documents", "Devis et factures", "file-invoice"),
            ("configuration.edit_courriels", "E-mails", "mail"),
        ),
    ),
    ("Espace de travail", (("configuration.index_modules", "Modules", "apps"),)),
)


def rubriques() -> list[dict]:
    return [
        {
            "titre": titre,
            "entrees": [
                {"titre": label, "url": url_for(endpoint), "icone": icone, "actif": request.endpoint == endpoint}
                for endpoint, label, icone in entries
            ],
        }
        for titre, entries in SECTIONS
    ]


def context(**values) -> dict:
    return {"rubriques": rubriques(), "parametres": g.parametres, **values}
