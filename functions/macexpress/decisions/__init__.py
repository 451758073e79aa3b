"""What the programme's office decides: accounts, annulments, past counts, corrections; each carried out once."""
