"""Entry of `python -m eval.layout`."""

import sys

from eval.layout.command import main

sys.exit(main(sys.argv[1:]))
