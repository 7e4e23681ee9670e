"""What each kind of slip says."""
