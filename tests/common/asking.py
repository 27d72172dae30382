"""Lists of `tests.common.urls` with a query: what is found, or why it is refused."""


def found(api, query):
    answer = api.get(f"/api/orders/?{query}&ordering=total")
    assert answer.status_code == 200, answer.json()
    return [row["ref"] for row in answer.json()["results"]]


def refused(api, query, path="/api/orders/"):
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 400, answer.content
    return [(error["parameter"], error["code"]) for error in answer.json()["errors"]]
