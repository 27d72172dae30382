"""Outgoing webhooks, after the Standard Webhooks specification.

Commands write nothing for them. The worker reads the feed for each endpoint, makes a delivery of each event that the
endpoint wants, and sends those that are due: at least once, with the same id in every attempt.
"""
