"""Views by socket: hello, view, pulse. Business verbs never travel here (decision D3)."""
