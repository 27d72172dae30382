"""The tables that statements ask or write."""

import re

CALLER = [
    "oauth2_provider_accesstoken",  # who is calling: token, client, scopes and channels in one statement
]


def table(sql):
    """The table that a query reads or writes first."""
    if "AS beside" in sql:
        return "oauth2_provider_accesstoken"
    if "row_to_json" in sql:
        return "rendered"
    if "json_populate_recordset" in sql:
        return "written"
    if sql.endswith("FOR UPDATE"):
        return "locked"
    if sql.startswith(("SAVEPOINT", "RELEASE")):  # In a test a transaction is a part of another one.
        return "BEGIN" if sql.startswith("SAVEPOINT") else "COMMIT"
    return re.search(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)', sql)[1]
