"""What was answered, typed, beside the records: to filter and to sort. A trigger of the database keeps it."""

from sqlalchemy import BigInteger, Column, Date, Index, Numeric, SmallInteger, String, Table, text

from tenants import Base

reponses = Table(
    "reponses",
    Base.metadata,
    Column("sujet_id", BigInteger, primary_key=True, autoincrement=False),
    Column("champ_id", BigInteger, primary_key=True, autoincrement=False),
    Column("rang", SmallInteger, primary_key=True, autoincrement=False),
    Column("texte", String),
    Column("nombre", Numeric),
    Column("jour", Date),
    Column("place", SmallInteger),
    *(
        Index(f"ix_reponses_{kind}", "champ_id", kind, "sujet_id", postgresql_where=text(f"{kind} IS NOT NULL"))
        for kind in ("texte", "nombre", "jour", "place")
    ),
)
"""One row an answer, or a ticked choice.

Texts are sort keys, yes and no these words, links numbers; a choice has its place among those offered besides.
"""
