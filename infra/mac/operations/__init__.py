"""What an operator does to a running system, on AWS and on the local one by the same code."""
