"""Comparing an answer with the one that a document prints."""


def differences(shown, printed, path="", *, ignored=frozenset()):
    """Where an answer is not what is printed: keys, their order, types and values."""
    if type(shown) is not type(printed):
        return [f"{path}: {shown!r} is no {type(printed).__name__}"]
    if isinstance(printed, dict):
        if list(shown) != list(printed):
            return [f"{path}: keys {list(shown)} instead of {list(printed)}"]
        parts = ((key, shown[key], printed[key]) for key in printed if key not in ignored)
    elif isinstance(printed, list):
        if len(shown) != len(printed):
            return [f"{path}: {len(shown)} instead of {len(printed)}"]
        parts = zip(range(len(printed)), shown, printed, strict=True)
    else:
        return [] if shown == printed else [f"{path}: {shown!r} instead of {printed!r}"]
    return [
        found for key, mine, theirs in parts for found in differences(mine, theirs, f"{path}/{key}", ignored=ignored)
    ]
