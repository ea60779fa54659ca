"""Judgement: what is wrong with a hostname, a client or a setting, and what would be right. No syntax tree."""
