"""python -m tests.bench.train_openings IMAGES BOXES OUT.onnx [--steps 3000] [--seed 0] [--held 1/4]"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

from tests.bench.train_openings.export import exported
from tests.bench.train_openings.learn import learned
from tests.bench.train_openings.plans import plans_in


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path)
    parser.add_argument("boxes", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--held", default="", help="1/4: without the second of every four plans, by name")
    given = parser.parse_args()
    plans = plans_in(given.images, given.boxes)
    if given.held:
        first, of = map(int, given.held.split("/"))
        plans = [plan for number, plan in enumerate(plans) if number % of != first]
    exported(*learned(plans, given.steps, given.seed), given.out)


if __name__ == "__main__":
    main()
