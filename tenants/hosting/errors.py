class HostingError(RuntimeError):
    """The machine or its settings refuse; the message, in French, is shown as it is to the operator."""
