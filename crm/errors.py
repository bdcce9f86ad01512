"""The refusals of the trade."""


class RegleMetier(Exception):
    """The trade says no. The message is French, names the field when there is one, and says what to do.

    `champ` is the name of the faulty field, so that the form can show the message beside it.
    """

    def __init__(self, message: str, champ: str | None = None):
        super().__init__(message)
        self.message = message
        self.champ = champ
