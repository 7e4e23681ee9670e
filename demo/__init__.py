"""A seeded hall, robot citizens and officers, and the two commands' `run`. May import anything."""
