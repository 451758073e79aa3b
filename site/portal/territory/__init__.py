"""The country: districts, outlines, populated places, and which centre is nearest."""
