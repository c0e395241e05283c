"""How long a writer pauses before what was typed is saved."""

PAUSE = 700  # milliseconds without a key
