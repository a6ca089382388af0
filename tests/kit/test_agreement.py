"""Which readings agree, and when they may do so by chance."""

from tools.kit.agreement import RANGE, Vote, peak_of


def votes(ratios: list[float], belief: float = 1.0) -> list[Vote]:
    """One voter each, on lines of differing lengths."""
    return [Vote(voter, ratio, belief, 0.003, 10.0 + 5 * voter) for voter, ratio in enumerate(ratios)]


def test_the_ratio_that_most_agree_on_wins() -> None:
    peak = peak_of(votes([100.0, 100.1, 99.9, 100.0, 57.0, 33.0]))
    assert peak is not None
    assert abs(peak.ratio - 100) < 0.2
    assert len(peak.votes) == 4


def test_ratios_beyond_the_range_lend_no_belief_to_the_last_ratio_in_it() -> None:
    last, beyond = [RANGE[1] * 0.9995] * 3, [RANGE[1] * factor for factor in (1.3, 2.0, 5.5)]
    assert peak_of(votes([*last, *beyond, *[100.0] * 3], 0.7)) is None


def test_a_printed_ratio_is_taken_where_it_is_about_as_likely_as_the_best() -> None:
    scattered = [*[100.0] * 3, *[71.0] * 3]
    assert peak_of(votes(scattered, 0.8)) is None
    peak = peak_of(votes(scattered, 0.8), [100.0])
    assert peak is not None
    assert abs(peak.ratio - 100) < 0.1


def test_a_printed_ratio_that_few_agree_on_does_not_win_over_likelier_ones() -> None:
    likelier = [*[71.0] * 6, *[57.0] * 6, *[100.0] * 3]
    assert peak_of(votes(likelier, 0.5), [100.0]) is None
