"""Takes in what advisors registered: each attention once, however often it is sent."""
