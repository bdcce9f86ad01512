"""What the storage of files may say."""

from tenants.errors import Refused


class FileMissing(RuntimeError):
    """A file the database knows is absent from the storage."""


class StorageUnreachable(Refused):
    """The storage does not answer or refuses its key: the same request may succeed later."""

    is_temporary = True
    code = 503

    def __init__(self):
        super().__init__("Les fichiers sont inaccessibles pour l’instant. Rien n’a changé : réessayez dans un moment.")
