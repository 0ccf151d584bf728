"""A month of packets between three workshops and headquarters."""
