"""The server: one hall's queue, its journal, its views and its pages."""
