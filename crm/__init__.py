"""The trade: what a company's CRM and invoicing counter is. No HTTP here."""

VERSION = "1.0"
