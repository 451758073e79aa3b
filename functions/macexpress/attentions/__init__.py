"""Takes in what advisors registered: each attention once, whatever is repeated."""
