"""Measures the service against what PostgreSQL alone can do: `make bench`."""
