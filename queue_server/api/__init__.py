"""HTTP: parse, permit, call one action or query, answer."""
