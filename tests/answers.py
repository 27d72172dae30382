"""Reading answers of the API: what a refusal says, and about what."""

PROBLEM = "application/problem+json"


def refusal(answer, status, code):
    """The problem document of an answer that must be this refusal."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    document = answer.json()
    assert document["status"] == status
    assert document["code"] == code, document
    assert document["type"].endswith(f"#{code}")
    assert document["title"]
    assert document["detail"]
    return document


def wrong(answer, *, code="invalid_input"):
    """What is wrong with the input by its place: a JSON pointer into the body, or the name of a parameter."""
    document = refusal(answer, 400, code)
    assert all(error["detail"] for error in document["errors"])
    return {error.get("pointer", error.get("parameter")): error["code"] for error in document["errors"]}


def refs(answer):
    """The refs of the orders in a list."""
    assert answer.status_code == 200, answer.content
    return [order["ref"] for order in answer.json()["results"]]
