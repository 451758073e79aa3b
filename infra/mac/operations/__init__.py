"""What operators do with a running system, by the same code on AWS and on the local one."""
