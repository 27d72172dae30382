"""A shop on django-salesman, set up as its documentation says: what `make bench-peers` measures the service beside."""
