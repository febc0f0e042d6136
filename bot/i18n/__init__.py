"""Every sentence that a person reads, in English and Simplified Chinese (the folders `en` and `zh-CN`)."""

from bot.i18n.texts import LOCALES, Texts, supported_locale, texts_for

__all__ = ["LOCALES", "Texts", "supported_locale", "texts_for"]
