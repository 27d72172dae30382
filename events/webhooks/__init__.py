"""Outgoing webhooks, after the Standard Webhooks specification.

Commands write nothing for them. The worker reads the feed for each endpoint, makes what the endpoint is to be told into
deliveries, and sends those that are due: at least once, with the same id in every attempt.
"""
