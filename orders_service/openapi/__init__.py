"""The OpenAPI document: written from what the views say, so that it cannot say anything else."""
