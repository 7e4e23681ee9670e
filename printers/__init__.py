"""Paper, without knowing any queue: slips as blocks, bitmaps, bytes, printers, print jobs."""
