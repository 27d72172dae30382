"""The sample orders that the five published order APIs print in their documents, each told by the services in its own
channel, and logins to look at them with."""
