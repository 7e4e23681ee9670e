"""Figures: each benchmark prints a table with its reference measured in the same run.

`./dev bench NAME` at full size, `--small` in the suite; the last line is one JSON object.
Absolute times are this machine's; ratios carry over.
"""

import os

# What is measured is what the server can do, not what one asker may.
os.environ.setdefault("MOTCUA_RATE_FACTOR", "0")
