"""How bytes reach a printer and come back."""
