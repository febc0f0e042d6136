"""Rules for WXML and the templates of frameworks."""
