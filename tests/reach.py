"""Which channels somebody reaches."""


def limit_to(person, *channels):
    """Let a member of staff reach these channels alone."""
    person.reaches_all_channels = False
    person.save()
    person.channels.set(channels)
