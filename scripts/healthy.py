"""Whether the web server of this container answers, as an exit code."""

import os
from urllib.request import Request, urlopen

port = os.environ["BIND"].rpartition(":")[2]
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
# Any other host would be refused.
request = Request(f"http://127.0.0.1:{port}/health/live", headers={"Host": host})
urlopen(request, timeout=2)  # noqa: S310
