"""Rows that decide and the journal that tells, one transaction each (decision D2)."""
