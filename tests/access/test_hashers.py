"""How the secrets of clients are kept."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from access.hashers import RandomSecretHasher


def test_a_secret_is_recognised_and_no_other():
    kept = make_password("s3cret", hasher="random_sha256")

    assert check_password("s3cret", kept)
    assert not check_password("S3cret", kept)


def test_the_same_secret_is_kept_differently_each_time():
    assert len({make_password("s3cret", hasher="random_sha256") for _ in range(2)}) == 2


def test_what_is_kept_tells_nothing_of_the_secret():
    kept = make_password("s3cret", hasher="random_sha256")

    assert "s3cret" not in kept
    assert RandomSecretHasher().safe_summary(kept) == {"algorithm": "random_sha256"}


def test_passwords_of_people_are_not_kept_like_this():
    assert identify_hasher(make_password("s3cret")).algorithm != "random_sha256"


@pytest.mark.parametrize("broken", ["random_sha256$$", "random_sha256$salt$"])
def test_a_broken_row_recognises_nothing(broken):
    assert not check_password("", broken)
