"""A small round of the fault injection bench."""

from tests.bench.bench_faults import faults


async def test_every_run_ends_rightly_or_clearly_and_the_books_are_right() -> None:
    outcomes = await faults(25, seed=7)
    assert outcomes.wrong == []
    assert outcomes.off == []
    assert outcomes.refused_histories == 0
    assert outcomes.ended["right answer"] >= 12
    assert outcomes.kills > 0
