from crm.factures.documents import Document


class Facture(Document):
    identite = "facture"
    genre = "la facture"
