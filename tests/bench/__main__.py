"""Runs every benchmark of this folder and prints its table: python -m tests.bench [name …]."""

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> None:
    wanted = sys.argv[1:]
    for found in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if found.name.startswith("bench_") and (not wanted or found.name.removeprefix("bench_") in wanted):
            importlib.import_module(f"tests.bench.{found.name}").main()


if __name__ == "__main__":
    main()
