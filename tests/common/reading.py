"""What a serializer field reads, or the code of its refusal."""

import pytest
from rest_framework.exceptions import ValidationError


def read(field, value):
    return field.run_validation(value)


def code(field, value):
    with pytest.raises(ValidationError) as refused:
        field.run_validation(value)
    [detail] = refused.value.detail
    return detail.code
