"""A provider of card payments that exists in this service only: its own books, its own page, reached by HTTP.

`gateway` is our side of it. Everything else here is the provider, knows nothing of orders or Django, and could run
anywhere: `python -m payments.gateways.sandbox --books FILE --port 8900`.
"""
