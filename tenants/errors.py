"""What is said no to, in French, to the person who asked."""


class Refused(Exception):
    """Someone asked for what cannot be. `champ` names the faulty field, so that the form shows the message there."""

    code = 422
    """The HTTP status that says it."""

    def __init__(self, message: str, champ: str | None = None):
        super().__init__(message)
        self.message = message
        self.champ = champ
