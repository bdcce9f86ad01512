"""Markdown tables, printed as the measures come."""


def head(*titles: str) -> None:
    print("\n| " + " | ".join(titles) + " |\n|---|" + "--:|" * (len(titles) - 1), flush=True)


def row(name: str, *values) -> None:
    cells = [f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value) for value in values]
    print("| " + " | ".join([name, *cells]) + " |", flush=True)
