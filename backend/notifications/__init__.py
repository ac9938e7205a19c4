"""Notifications: kept for the people they concern, sent to webhooks and by e-mail."""
