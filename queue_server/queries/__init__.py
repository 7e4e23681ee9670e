"""Questions: each looks at one snapshot and changes nothing."""
