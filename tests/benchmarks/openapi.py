"""The search of tests/contract/test_openapi_searched.py, for longer: ``python -m benchmarks.openapi CASES SEED``."""

import logging
import sys
import time
from unittest.mock import patch

from contract.test_openapi_searched import search


def main(cases: int = 20_000, number: int = 1) -> int:
    """Search and print what was answered; 1 where something was found."""
    logging.disable()
    began = time.monotonic()
    try:
        with patch("macexpress.attentions.api.emit"):
            told = search(cases, number)
    except Exception as error:  # noqa: BLE001 - whatever was found is printed
        print(f"seed {number}: {error}")
        return 1
    print(f"{cases:,} cases, seed {number}, {time.monotonic() - began:.0f} s: {dict(told)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
