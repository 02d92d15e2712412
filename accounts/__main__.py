"""Entry point of ``python -m accounts``."""

import os
import sys

from accounts.commands import main

sys.exit(main(sys.argv[1:], os.environ))
