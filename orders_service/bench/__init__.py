"""Measures the service beside what PostgreSQL itself can give: `make bench`."""
