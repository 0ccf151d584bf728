"""Domain objects in, files out, and back."""
