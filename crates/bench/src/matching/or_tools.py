"""The other side of `./dev bench matching`: OR-tools' min-cost flow on an instance that the bench wrote.

Called as FILE FLOOR RUNS. The file, little endian:

    8 bytes  b"matching"
    u32      learners, mentors, then 1 if pairs are listed, else 0
    u32      places, one a mentor
    dense:   u8 scores, a row a learner, 255 impossible
    listed:  u32 pairs of each learner, u32 mentor of each pair, u8 score of each pair

FLOOR is the floor of an earlier result. Prints one JSON object. Times are those of handing the pairs
over and of solving; reading the file and choosing pairs is not in them.
"""

import json
import resource
import statistics
import sys
import time

import numpy as np
import ortools
from ortools.graph.python import max_flow, min_cost_flow

IMPOSSIBLE = 255
HIGHEST = 100


class Instance:
    """Allowed pairs and places, as arrays."""

    def __init__(self, learners, mentors, places, learner, mentor, score):
        self.learners = learners
        self.mentors = mentors
        self.places = places
        self.learner = learner
        self.mentor = mentor
        self.score = score

    @classmethod
    def dense(cls, scores, places):
        """From a matrix with a row a learner."""
        learners, mentors = scores.shape
        learner, mentor = np.nonzero(scores != IMPOSSIBLE)
        score = scores[learner, mentor]
        return cls(learners, mentors, places, *narrow(learner, mentor), score)

    @classmethod
    def read(cls, path):
        """From a file of the bench."""
        with open(path, "rb") as file:
            if file.read(8) != b"matching":
                raise ValueError(f"{path} is no instance")
            learners, mentors, is_listed = (int(word) for word in words(file, 3))
            places = words(file, mentors)
            if not is_listed:
                scores = np.fromfile(file, np.uint8, learners * mentors)
                return cls.dense(scores.reshape(learners, mentors), places)
            counts = words(file, learners)
            mentor = words(file, int(counts.sum()))
            score = np.fromfile(file, np.uint8, len(mentor))
        learner = np.repeat(np.arange(learners), counts)
        return cls(learners, mentors, places, *narrow(learner, mentor), score)

    def at_least(self, floor):
        """Learners, nodes of mentors and scores of the pairs that have this score or more."""
        if floor == 0:
            return self.learner, self.mentor + np.int32(self.learners), self.score
        kept = np.flatnonzero(self.score >= floor)
        nodes = self.mentor[kept] + np.int32(self.learners)
        return self.learner[kept], nodes, self.score[kept]


def words(file, count):
    return np.fromfile(file, "<u4", count)


def narrow(*arrays):
    return tuple(array.astype(np.int32) for array in arrays)


def best_sum(instance, floor):
    """Most matched, then the highest sum, of pairs at the floor or above.

    Returns matched, sum, and the seconds of handing over and of solving. The maximum flow comes
    first by the solver's own way, which is faster than a large bonus for each pair.
    """
    learner, node, score = instance.at_least(floor)
    capacities, costs = np.ones(len(score), np.int64), HIGHEST - score.astype(np.int64)
    learners, mentors = people(instance)
    sink = instance.learners + instance.mentors
    begun = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(learner, node, capacities, costs)
    to_sink, free = np.full(len(mentors), sink, np.int32), np.zeros(len(mentors), np.int64)
    places = instance.places.astype(np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(mentors, to_sink, places, free)
    flow.set_nodes_supplies(learners, np.ones(len(learners), np.int64))
    flow.set_node_supply(sink, -len(learners))
    handed_over = time.perf_counter()
    status = flow.solve_max_flow_with_min_cost()
    solved = time.perf_counter()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools says {status}")
    matched = int(flow.maximum_flow())
    total = HIGHEST * matched - int(flow.optimal_cost())
    return matched, total, handed_over - begun, solved - handed_over


def most_matched(instance, floor, places=None):
    """How many can be matched with pairs at the floor or above, by maximum flow."""
    learner, node, _ = instance.at_least(floor)
    learners, mentors = people(instance)
    source = instance.learners + instance.mentors
    places = instance.places if places is None else places
    flow = max_flow.SimpleMaxFlow()
    from_source = np.full(len(learners), source, np.int32)
    flow.add_arcs_with_capacity(from_source, learners, np.ones(len(learners), np.int64))
    flow.add_arcs_with_capacity(learner, node, np.ones(len(learner), np.int64))
    to_sink = np.full(len(mentors), source + 1, np.int32)
    flow.add_arcs_with_capacity(mentors, to_sink, places.astype(np.int64))
    status = flow.solve(source, source + 1)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools says {status}")
    return int(flow.optimal_flow())


def people(instance):
    """The nodes of learners and of mentors."""
    nodes = np.arange(instance.learners + instance.mentors, dtype=np.int32)
    return nodes[: instance.learners], nodes[instance.learners :]


def measured(instance, floor, runs):
    """The result of `best_sum`, and the medians of its times."""
    results = [best_sum(instance, floor) for _ in range(runs)]
    matched, total, _, _ = results[0]
    middle = [statistics.median(times) for times in zip(*(result[2:] for result in results))]
    return {"matched": matched, "sum": total, "handOver": middle[0], "solve": middle[1]}


def main(path, floor, runs):
    instance = Instance.read(path)
    answer = {"version": ortools.__version__, "pairs": len(instance.score)}
    answer["allPairs"] = measured(instance, 0, runs)
    # The most that the process has used so far: the largest problem is the first.
    answer["peakKib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer["floorGiven"] = measured(instance, floor, runs)
    answer["matchedAboveFloor"] = most_matched(instance, floor + 1) if floor < HIGHEST else 0
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
