"""The Home tab, people's preferences, and onboarding."""
