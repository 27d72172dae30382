"""The OpenAPI document, generated from the views."""
