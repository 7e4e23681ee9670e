"""What all parts agree on: ids, labels, instants, events, errors, views. Standard library only."""
