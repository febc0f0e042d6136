"""The third-party platform: authorisations, tickets and pushes."""
