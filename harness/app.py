"""What gunicorn serves in a harness. `HARNESS_BREAK` names the promise to break, for a control."""

import os

from harness.house import make_app

app = make_app(os.environ.get("HARNESS_BREAK", ""))
