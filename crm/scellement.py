"""The chain of what may not change: each record is sealed with the one before, by a key the database does not hold."""

from sqlalchemy.orm import Mapped, mapped_column

from tenants import Base


class Chaine(Base):
    """The end of a chain: its row is the lock under which the next link is made."""

    __tablename__ = "chaines"
    journal: Mapped[str] = mapped_column(unique=True)
    rang: Mapped[int]
    empreinte: Mapped[str]
