"""Figures of a service day: defined in measures, read in facts, composed in reports, exported."""
