"""Verbs: each is one transaction's decision, checked against the rows, told to the journal."""
