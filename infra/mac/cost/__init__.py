"""What a month costs, from measured consumption and AWS's prices."""
