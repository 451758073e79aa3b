"""What the programme itself published: its figures since 2018, with their sources. Never mixed with our own count."""
