import pytest


def errors(answer):
    assert answer.status_code == 400, answer.json()
    assert answer.json()["code"] == "invalid_input"
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}


def test_what_is_right_comes_through(api):
    body = {"message": "Hello", "lines": [{"sku": "A-1", "quantity": 2}]}

    assert api.post("/api/checked/", body, content_type="application/json").json() == body


def test_an_unknown_key_is_refused_and_the_nearest_one_named(api):
    answer = api.send("POST", "/api/checked/", '{"mesage": "Hello", "message": "Hello"}')

    assert errors(answer) == {"/mesage": "unknown_field"}
    assert "Did you mean 'message'?" in answer.json()["errors"][0]["detail"]


def test_unknown_keys_are_told_together_with_everything_else_that_is_wrong(api):
    answer = api.send(
        "POST", "/api/checked/", '{"a/b": 1, "a.b~": 1, "lines": [{"sku": "A-1", "quantity": 0, "x": 1}, {}]}'
    )

    assert errors(answer) == {
        "/message": "required",
        "/a~1b": "unknown_field",
        "/a.b~0": "unknown_field",
        "/lines/0/quantity": "min_value",
        "/lines/0/x": "unknown_field",
        "/lines/1/sku": "required",
        "/lines/1/quantity": "required",
    }
    assert answer.json()["detail"] == "7 things are wrong with what was sent."


@pytest.mark.parametrize(("body", "code"), [("[]", "invalid"), ('"x"', "invalid"), ("1", "invalid"), ("null", "null")])
def test_a_body_that_is_no_object_is_refused_as_a_whole(api, body, code):
    assert errors(api.send("POST", "/api/checked/", body)) == {"": code}


@pytest.mark.parametrize("lines", ['"x"', "{}", "1"])
def test_what_should_be_an_array_is_one(api, lines):
    assert errors(api.send("POST", "/api/checked/", f'{{"message": "", "lines": {lines}}}')) == {"/lines": "not_a_list"}


def test_a_body_may_be_an_array(api):
    assert api.send("PUT", "/api/checked/", '[{"message": "a"}, {"message": "b"}]').json() == [
        {"message": "a"},
        {"message": "b"},
    ]


def test_in_an_array_each_wrong_member_is_named_by_its_place(api):
    answer = api.send("PUT", "/api/checked/", '[{}, {"message": "b"}, {"message": "c", "x": 1}, 5]')

    assert errors(answer) == {"/0/message": "required", "/2/x": "unknown_field", "/3": "invalid"}
