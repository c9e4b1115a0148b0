"""Writes or_tools.json: what OR-tools finds on instances that follow from a seed.

    pip install ortools==9.15.6755
    python crates/matching/tests/or_tools_record.py

The instances are made by the same rules in or_tools.rs, which compares the engine with the file.
"""

import json
import pathlib
import sys
from fractions import Fraction

import numpy as np
import ortools

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parents[1] / "bench" / "src" / "matching"))

from or_tools import HIGHEST, IMPOSSIBLE, Instance, best_sum, most_matched  # noqa: E402

# What is drawn; each has a series of its own.
LEARNER, MENTOR, PAIR, RULE, PLACE = range(5)
TRAITS, TRAIT_VALUES = 6, 16

# Kind of scores, impossible pairs of a thousand, places for each hundred learners.
KINDS = [
    ("traits", 35, 105),
    ("traits", 35, 80),
    ("traits", 35, 200),
    ("noise", 35, 105),
    ("noise", 900, 105),
    ("noise", 900, 200),
    ("coarse", 900, 105),
    ("coarse", 950, 160),
]
LARGE = [("traits", 35, 105), ("traits", 35, 150), ("coarse", 970, 90), ("noise", 950, 105)]


def mixed(word):
    """The step of splitmix64, of an array."""
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def chance(seed, series, first, second, end):
    """Numbers below `end`, by two arrays of positions."""
    word = mixed(np.full(1, seed * 8 + series, np.uint64))
    word = mixed(mixed(word + first.astype(np.uint64)) + second.astype(np.uint64))
    return (((word >> np.uint64(32)) * np.uint64(end)) >> np.uint64(32)).astype(np.int64)


def instance(seed, learners, mentors, kind, impossible, percent):
    """A matrix of scores and the places of each mentor."""
    learner, mentor = np.arange(learners)[:, None], np.arange(mentors)[None, :]
    if kind == "traits":
        scores = np.full((learners, mentors), HIGHEST)
        for trait in range(TRAITS):
            of = np.full((1, 1), trait)
            own = chance(seed, LEARNER, learner, of, TRAIT_VALUES)
            scores -= np.abs(own - chance(seed, MENTOR, mentor, of, TRAIT_VALUES))
    elif kind == "noise":
        scores = chance(seed, PAIR, learner, mentor, HIGHEST + 1)
    else:
        scores = 25 * chance(seed, PAIR, learner, mentor, 5)
    scores[chance(seed, RULE, learner, mentor, 1000) < impossible] = IMPOSSIBLE
    draws = np.arange(learners * percent // 100)
    drawn = chance(seed, PLACE, draws, np.zeros(1), mentors)
    # Some mentors have no place at all.
    drawn += drawn % 17 == 3
    return scores.astype(np.uint8), np.bincount(drawn, minlength=mentors).astype(np.uint32)


def highest_floor(problem, matched):
    """The highest floor at which as many can be matched."""
    low, high = 0, HIGHEST
    while low < high:
        middle = (low + high + 1) // 2
        enough = most_matched(problem, middle) == matched
        low, high = (middle, high) if enough else (low, middle - 1)
    return low


def capped(places, load):
    """Places that keep every load at or below this one."""
    most = [min(place, place * load.numerator // load.denominator) for place in places.tolist()]
    return np.array(most, np.uint32)


def smallest_load(problem, floor, matched):
    """The smallest largest load with which as many can be matched at a floor."""
    sizes = {place for place in problem.places.tolist() if place}
    loads = sorted({Fraction(pairs, size) for size in sizes for pairs in range(size + 1)})
    low, high = 0, len(loads) - 1
    while low < high:
        middle = (low + high) // 2
        places = capped(problem.places, loads[middle])
        enough = most_matched(problem, floor, places) == matched
        low, high = (low, middle) if enough else (middle + 1, high)
    return loads[low]


def solved(seed, learners, mentors, kind, impossible, percent):
    """One line of the file."""
    scores, places = instance(seed, learners, mentors, kind, impossible, percent)
    problem = Instance.dense(scores, places)
    matched, highest, _, _ = best_sum(problem, 0)
    floor = highest_floor(problem, matched)
    _, fair, _, _ = best_sum(problem, floor)
    load = smallest_load(problem, floor, matched)
    problem.places = capped(places, load)
    balanced_matched, balanced, _, _ = best_sum(problem, floor)
    assert balanced_matched == matched == most_matched(problem, 0, places)
    return {
        "seed": seed,
        "learners": learners,
        "mentors": mentors,
        "scores": kind,
        "impossible": impossible,
        "percent": percent,
        "possible": len(problem.score),
        "total": int(problem.score.sum(dtype=np.int64)),
        "matched": matched,
        "sum": highest,
        "floor": floor,
        "fairSum": fair,
        "load": [load.numerator, load.denominator],
        "balancedSum": balanced,
    }


def main():
    small = [(seed, 300, 60, *kind) for kind in KINDS for seed in (1, 2)]
    large = [(3, 1000, 200, *kind) for kind in LARGE]
    lines = [json.dumps(solved(*each)) for each in small + large]
    text = f'{{"ortools": "{ortools.__version__}", "instances": [\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / "or_tools.json").write_text(text)


if __name__ == "__main__":
    main()
