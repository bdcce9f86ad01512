"""The refusals of the trade."""

from tenants.errors import Refused


class RegleMetier(Refused):
    """The trade says no. The message is French, names the field when there is one, and says what to do."""
