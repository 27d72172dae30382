"""The sample orders of the five published order APIs, each made by the services in its own
channel, and logins to look at them with."""
