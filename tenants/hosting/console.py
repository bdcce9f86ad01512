from contextlib import suppress


def say(line: str) -> None:
    """To the operator; a terminal that was closed must not stop an orderly shutdown."""
    with suppress(OSError):
        print(line, flush=True)
