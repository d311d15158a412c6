"""Makes classes, and computes with the statistics module of CPython what Analyse of package classes has to say of them.

    python3 analysis.py make     writes analysis-classes.json
    python3 analysis.py expect   reads it and writes analysis-expected.json

Both files are committed; the test of the package reads them and needs no Python. Whatever the package computes is
written here a second time and in another way: shares are exact fractions, what is constant is told by them.
"""

import json
import pathlib
import random
import statistics
import sys
from collections import Counter
from fractions import Fraction

HERE = pathlib.Path(__file__).parent
CLASSES = HERE / "analysis-classes.json"
EXPECTED = HERE / "analysis-expected.json"
SEED = 20261130
LEAST = 10  # first attempts that difficulty and discrimination take
MOST = 10  # groups of wrong answers that are shown

CHECKS = ["even load", "not wasteful", "whole number", "Größe ≥ 1", "Answered", "within 200 ms"]


# Making classes. A submission is [state, [[part, score, max, answer, failed checks], ...]].


def part_try(rng, part, score, most, answers=4, short=True):
    """One part of a submission; wrong answers are drawn unevenly, so that groups have several sizes."""
    if score >= most:
        return [part, score, most, "right" if short else "", []]
    n = min(int(rng.expovariate(0.8)), answers - 1)
    if short:
        return [part, score, most, f"{n * 7 + 1} ms", ["Value"]]
    failed = rng.sample(CHECKS, 1 + n % 3)
    return [part, score, most, "", failed]


def draw_class(rng, n, shape, later=0.6, answers=4):
    """n learners of unequal ability; shape gives (part, max, easiness, short) of each part, whose points come by luck
    and ability."""
    learners = []
    for _ in range(n):
        ability = rng.gauss(0, 1)
        tries = []
        for attempt in range(4):
            parts = []
            for part, most, easy, short in shape:
                got = sum(ability + easy + 0.7 * attempt + rng.gauss(0, 1) > 0 for _ in range(most))
                parts.append(part_try(rng, part, got, most, answers, short))
            tries.append(["graded", parts])
            if rng.random() > later or all(p[1] >= p[2] for p in parts):
                break
        learners.append(tries)
    return learners


def rewrite(learners, change):
    """Passes each part of each submission through a function that may change it, or drop it by giving None."""
    for tries in learners:
        for number, attempt in enumerate(tries):
            parts = [change(number, p) for p in attempt[1]]
            attempt[1] = [p for p in parts if p is not None]
    return learners


def make():
    rng = random.Random(SEED)
    two = [("size", 1, 0.3, True), ("ring", 4, -0.2, False)]
    four = [("a", 1, 1.0, True), ("b", 3, 0.2, True), ("c", 5, -0.5, False), ("d", 2, -1.2, False)]
    six = four + [("e", 4, 0.0, False), ("f", 1, 0.6, True)]
    classes = []

    def add(name, parts, learners):
        classes.append({"name": name, "parts": [p if isinstance(p, str) else p[0] for p in parts],
                        "learners": learners})

    add("nine, one too few", two, draw_class(rng, 9, two))
    add("ten, just enough", two, draw_class(rng, 10, two))
    add("eleven", four, draw_class(rng, 11, four))
    add("ties only: each part is right or wrong", ["p", "q", "r"],
        draw_class(rng, 30, [("p", 1, 0.5, True), ("q", 1, 0.0, True), ("r", 1, -0.5, False)]))
    add("constant parts: all have a third of one, all of another", four, rewrite(
        draw_class(rng, 25, four),
        lambda number, p: [p[0], 1, 3, "42", ["Value"]] if p[0] == "b" else
        [p[0], 2, 2, "", []] if p[0] == "d" else p))
    add("constant rest: one part of two varies", two, rewrite(
        draw_class(rng, 24, two), lambda number, p: [p[0], 1, 4, "", ["even load"]] if p[0] == "ring" else p))
    add("all perfect", two, rewrite(draw_class(rng, 40, two), lambda number, p: [p[0], p[2], p[2], "right", []]))
    add("all zero", two, rewrite(draw_class(rng, 15, two), lambda number, p: [p[0], 0, p[2], "", ["Answered"]]))
    add("missing answers, and parts that some tasks do not have", four, rewrite(
        draw_class(rng, 60, four),
        lambda number, p: None if p[0] == "c" and rng.random() < 0.3 else
        [p[0], 0, p[2], "", ["Answered"]] if rng.random() < 0.25 else p))

    broken = draw_class(rng, 80, four)
    for tries in broken:
        for attempt in tries:
            attempt[0] = rng.choice(["graded"] * 6 + ["fault", "waiting"])
    add("faults and attempts that are being graded", four, broken)

    add("one part alone", ["only"], draw_class(rng, 20, [("only", 5, 0.0, False)]))
    words = [("words", 0, 0.0, False)] + two
    add("a part without points, and one nobody has", words + ["ghost"], draw_class(rng, 35, words))
    add("points that differ between tasks", four, rewrite(
        draw_class(rng, 50, four),
        lambda number, p: [p[0], p[1] * 3, p[2] * 3, *p[3:]] if rng.random() < 0.4 else p))
    # Sums of squares in a single pass give −1.41 here for a correlation of 0.80, and 0 for the variance of two parts.
    add("a billion points, nearly all of them", ["u", "v", "w"], [
        [["graded", [[part, 10**9 - max(0, int(rng.gauss(20 + 15 * skill, 9))), 10**9, "", ["even load"]]
                     for part in ["u", "v", "w"]]]] for skill in [rng.gauss(0, 1) for _ in range(100)]])
    turned = draw_class(rng, 45, four)
    add("a part that goes against the rest", four, rewrite(
        turned, lambda number, p: [p[0], p[2] - p[1], p[2], "", ["Value"] if p[1] else []] if p[0] == "c" else p))
    add("more wrong answers than are shown", ["wide", "ring"],
        draw_class(rng, 200, [("wide", 2, -0.8, True), ("ring", 4, -0.2, False)], answers=40))
    for learner in classes[-1]["learners"][::3]:
        for attempt in learner:
            if attempt[1][0][1] < attempt[1][0][2]:
                attempt[1][0][3] = f"{rng.randrange(30)} keys"
    add("three hundred", six, draw_class(rng, 300, six, later=0.25))
    add("a hundred and twenty, one attempt each", four, draw_class(rng, 120, four, later=0))
    write(CLASSES, classes, 3)


# Computing what is expected.


def wrong(p):
    return p[1] < p[2] and p[2] > 0


def key(p):
    return (p[3], ()) if p[3] else ("", tuple(sorted(set(p[4]))))


def of(attempt, part):
    return next((p for p in attempt[1] if p[0] == part), None)


def figure(state, value=0.0):
    return {"state": state, "value": float(value)}


def analyse(part, learners):
    counted = []
    pointless = False
    for tries in learners:
        tries = [t for t in tries if t[0] != "fault"]
        if not tries or tries[0][0] != "graded" or of(tries[0], part) is None:
            continue
        if of(tries[0], part)[2] == 0:
            pointless = True
            continue
        counted.append(tries)
    firsts = [of(tries[0], part) for tries in counted]
    shares = [Fraction(p[1], p[2]) for p in firsts]
    rests = [sum(p[1] for p in tries[0][1]) - of(tries[0], part)[1] for tries in counted]

    if not counted and pointless:
        difficulty = discrimination = figure("no points")
    elif len(counted) < LEAST:
        difficulty = discrimination = figure("too few")
    else:
        difficulty = figure("known", statistics.mean(shares))
        if len(set(shares)) == 1 or len(set(rests)) == 1:
            discrimination = figure("no difference")
        else:
            discrimination = figure("known", statistics.correlation([float(s) for s in shares], rests))

    took = []
    times = Counter()
    for tries in counted:
        graded = [(number, of(t, part)) for number, t in enumerate(tries, 1) if t[0] == "graded" and of(t, part)]
        took += [number for number, p in graded if p[1] >= p[2] > 0][:1]
        times.update(key(p) for _, p in graded if wrong(p))
    groups = Counter(key(p) for p in firsts if wrong(p))
    order = sorted(groups, key=lambda k: (-groups[k], k))
    return {
        "part": part,
        "n": len(counted),
        "difficulty": difficulty,
        "discrimination": discrimination,
        "wrong": [{"answer": k[0], "checks": list(k[1]), "learners": groups[k], "times": times[k]}
                  for k in order[:MOST]],
        "rest": {"groups": len(order[MOST:]), "learners": sum(groups[k] for k in order[MOST:]),
                 "times": sum(times[k] for k in order[MOST:])},
        "solved": len(took),
        "tries": figure("known", statistics.median(took)) if took else figure("not solved"),
    }


def expect():
    classes = json.loads(CLASSES.read_text("utf-8"))
    write(EXPECTED, [{"name": c["name"], "items": [analyse(part, c["learners"]) for part in c["parts"]]}
                     for c in classes], 3)


def write(path, value, depth):
    """JSON with a line for each value at a depth, so that a change shows where it is."""
    def text(v, level):
        if level == depth or not isinstance(v, (list, dict)) or not v:
            return json.dumps(v, ensure_ascii=False, separators=(",", ":"))
        if isinstance(v, dict):
            inner = [json.dumps(k) + ": " + text(w, level + 1) for k, w in v.items()]
            return "{\n" + ",\n".join(inner) + "\n}"
        return "[\n" + ",\n".join(text(w, level + 1) for w in v) + "\n]"
    path.write_text(text(value, 0) + "\n", "utf-8")


if __name__ == "__main__":
    {"make": make, "expect": expect}[sys.argv[1]]()
