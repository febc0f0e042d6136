"""The pages that a merchant's admin sees in a browser. Pure: data in, HTML out."""

from bot.pages.html import CONTENT_SECURITY_POLICY, Page
from bot.pages.landing import Refusal, finished_page, landing_page, refusal_page

__all__ = ["CONTENT_SECURITY_POLICY", "Page", "Refusal", "finished_page", "landing_page", "refusal_page"]
