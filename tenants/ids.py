"""Numbers of records, as a URL or a form says them."""

BIGINT = 2**63


def read_id(said: object) -> int | None:
    """None for what is no number of a record: « ² » and a hundred figures included."""
    text = str(said)
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return number if (number := int(text)) < BIGINT else None
