"""Run the command as ``python -m okta_client``."""

import sys

from .cli import main

sys.exit(main())
