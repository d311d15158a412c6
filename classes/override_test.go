package classes

import "testing"

var overrideCases = []cellCase{
	// A part is set in points of the task and before credit.
	{"a part of one attempt", task(), did(answered(-2*hour, 1, 5), answered(-hour, 2, 3), setPart("a2", "b", 600)), 0,
		"overridden 8/10 a2 100%", "Attempt 2: 5 of 10 points of the task. [5] Part b set by hand to 6 of 6: seen [3]"},
	{"a part of each attempt", task(), did(answered(-2*hour, 1, 5), answered(-hour, 2, 3), setPart("", "a", 400)), 0,
		"overridden 9/10 a1 100%", "Attempt 1: 6 of 10 points of the task. [6] Part a set by hand to 4 of 4: seen [3]"},
	{"a part of the attempt that does not count", task(), did(answered(-2*hour, 1, 5), answered(-hour, 2, 3),
		setPart("a2", "b", 400)), 0, "graded 6/10 a1 100%", ""},
	{"a part where the latest counts", task(latest), did(answered(-2*hour, 4, 6), answered(-hour, 2, 3),
		setPart("a2", "b", 400)), 0, "overridden 6/10 a2 100%", ""},
	{"the same part twice", task(), did(answered(0, 1, 5), setPart("", "a", 400), setPart("", "a", 250)), 0,
		"overridden 7.5/10 a1 100%", "Attempt 1: 6 of 10 points of the task. [6] " +
			"Part a set by hand to 4 of 4: seen [3] Part a set by hand to 2.5 of 4: seen [-1.5]"},
	{"for each, then for this one", task(), did(answered(0, 1, 5), setPart("", "a", 400), setPart("a1", "a", 300)), 0,
		"overridden 8/10 a1 100%", ""},
	{"for this one, then for each", task(), did(answered(0, 1, 5), setPart("a1", "a", 300), setPart("", "a", 400)), 0,
		"overridden 9/10 a1 100%", ""},
	{"two parts", task(), did(answered(0, 1, 5), setPart("", "a", 400), setPart("a1", "b", 0)), 0,
		"overridden 4/10 a1 100%", "Attempt 1: 6 of 10 points of the task. [6] " +
			"Part a set by hand to 4 of 4: seen [3] Part b set by hand to 0 of 6: seen [-5]"},
	{"a part set to what it had", task(), did(answered(0, 1, 5), setPart("", "a", 100)), 0, "overridden 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Part a set by hand to 1 of 4: seen [0]"},
	{"a part taken back", task(), did(answered(0, 1, 5), ended(setPart("", "a", 400))), 0, "graded 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6]"},
	{"the second of one part taken back", task(), did(answered(0, 1, 5), setPart("", "a", 400),
		ended(setPart("", "a", 0))), 0, "overridden 9/10 a1 100%", ""},
	{"the first of one part taken back", task(), did(answered(0, 1, 5), ended(setPart("", "a", 400)),
		setPart("", "a", 0)), 0, "overridden 5/10 a1 100%", ""},
	{"a part the task does not have", task(), did(answered(0, 1, 5), setPart("", "z", 400)), 0, "graded 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6]"},
	{"a part of an attempt that is not there", task(), did(answered(0, 1, 5), setPart("a9", "a", 400)), 0,
		"graded 6/10 a1 100%", ""},
	{"a part of a task without parts", task(), did(sent(0, 6), setPart("", "a", 400)), 0, "graded 6/10 a1 100%", ""},
	{"hundredths of the task, worth four times as much", task(worth(4000)), did(answered(0, 1, 5),
		setPart("", "a", 225)), 0, "overridden 29/40 a1 100%", ""},
	{"a part under credit", task(late(24, 80)), did(answered(hour, 1, 5), setPart("", "a", 400)), day,
		"overridden 7.2/10 a1 80%", "Attempt 1: 6 of 10 points of the task. [6] " +
			"Part a set by hand to 4 of 4: seen [3] Handed in 1 h after it was due: 80 % counts. [-1.8]"},
	{"a part when nothing counts any more", task(), did(answered(hour, 1, 5), setPart("", "a", 400)), day,
		"overridden 0/10 a1 0%", ""},
	{"a part where the grader broke", task(), did(broke(0), setPart("", "a", 400)), 0, "fault -", ""},
	{"a part while being graded", task(), did(pending(0), setPart("", "a", 400)), 0, "being graded -", ""},
	{"a part of practice", task(closes(day)), did(answered(2*day, 1, 5), setPart("", "a", 400)), 3 * day,
		"nothing handed in 0/10", ""},
	{"a part cannot be excused", task(), did(answered(0, 1, 5), override(Override{Part: "a", Excused: true})), 0,
		"graded 6/10 a1 100%", ""},
	{"rounded after the part is set", task(worth(1000)), did(attempt(0, Attempt{Graded: true, Score: 1, Max: 3,
		Parts: map[string]PartScore{"a": {1, 3}}}), setPart("", "a", 150)), 0, "overridden 5/10 a1 100%",
		"Attempt 1: 1 of 3 points of the task. [3.33] Part a set by hand to 1.5 of 3: seen [1.67]"},
	// Nobody can type this (see TestReadPoints). It comes about where a part is worth less in a later version of the
	// task, and then says so rather than change silently what a teacher set.
	{"a part beyond its points", task(), did(answered(0, 1, 5), setPart("", "a", 900)), 0, "overridden 14/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Part a set by hand to 9 of 4: seen [8]"},

	// A cell is final.
	{"set up", task(), did(sent(0, 6), set(750)), 0, "overridden 7.5/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Set by hand to 7.5 of 10: seen [1.5]"},
	{"set down", task(), did(sent(0, 6), set(0)), 0, "overridden 0/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Set by hand to 0 of 10: seen [-6]"},
	{"set to what it was", task(), did(sent(0, 6), set(600)), 0, "overridden 6/10 a1 100%", ""},
	{"set after credit", task(), did(sent(hour, 6), set(900)), day, "overridden 9/10 a1 0%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in 1 h after it was due: 0 % counts. [-6] " +
			"Set by hand to 9 of 10: seen [9]"},
	{"set twice", task(), did(sent(0, 6), set(900), set(700)), 0, "overridden 7/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Set by hand to 9 of 10: seen [3] " +
			"Set by hand to 7 of 10: seen [-2]"},
	{"taken back", task(), did(sent(0, 6), ended(set(900))), 0, "graded 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6]"},
	{"the second taken back", task(), did(sent(0, 6), set(900), ended(set(700))), 0, "overridden 9/10 a1 100%", ""},
	{"the first taken back", task(), did(sent(0, 6), ended(set(900)), set(700)), 0, "overridden 7/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Set by hand to 7 of 10: seen [1]"},
	{"set with nothing handed in", task(), did(set(500)), 0, "overridden 5/10", "Set by hand to 5 of 10: seen [5]"},
	{"set to 0 with nothing handed in", task(), did(set(0)), 0, "overridden 0/10", "Set by hand to 0 of 10: seen [0]"},
	{"set with nothing after closing", task(closes(day)), did(set(500)), 2 * day, "overridden 5/10",
		"Nothing was handed in before it closed. [0] Set by hand to 5 of 10: seen [5]"},
	{"set before it opens", task(opens(-day)), did(set(500)), -2 * day, "overridden 5/10", ""},
	{"set over a draft", task(), did(draft, set(500)), 0, "overridden 5/10", ""},
	{"set while being graded", task(), did(pending(0), set(500)), 0, "overridden 5/10", ""},
	{"set where the grader broke", task(), did(broke(0), set(500)), 0, "overridden 5/10",
		"The grader broke. This costs no attempt and no points. [0] Set by hand to 5 of 10: seen [5]"},
	{"set beside a part", task(), did(answered(0, 1, 5), set(500), setPart("", "a", 400)), 0,
		"overridden 5/10 a1 100%", "Attempt 1: 6 of 10 points of the task. [6] " +
			"Part a set by hand to 4 of 4: seen [3] Set by hand to 5 of 10: seen [-4]"},
	{"set for who left", task(), did(sent(0, 6), set(900), left), 0, "dropped 9/10 a1 100%", ""},

	// Excused is neither 0 nor full.
	{"excused", task(), did(sent(0, 6), excuse), 0, "excused -", "Excused: seen [0]"},
	{"excused with nothing", task(closes(day)), did(excuse), 2 * day, "excused -", "Excused: seen [0]"},
	{"excused before it opens", task(opens(-day)), did(excuse), -2 * day, "excused -", ""},
	{"excused, taken back", task(), did(sent(0, 6), ended(excuse)), 0, "graded 6/10 a1 100%", ""},
	{"excused, then set", task(), did(sent(0, 6), excuse, set(500)), 0, "overridden 5/10",
		"Excused: seen [0] Set by hand to 5 of 10: seen [5]"},
	{"set, then excused", task(), did(sent(0, 6), set(500), excuse), 0, "excused -", "Excused: seen [0]"},
	{"set, then excused, taken back", task(), did(sent(0, 6), set(500), ended(excuse)), 0, "overridden 5/10 a1 100%",
		""},
	{"excused, then set, taken back", task(), did(sent(0, 6), excuse, ended(set(500))), 0, "excused -", ""},
	{"excused twice", task(), did(sent(0, 6), excuse, excuse), 0, "excused -", "Excused: seen [0]"},
	{"excused with a part set", task(), did(answered(0, 1, 5), excuse, setPart("", "a", 400)), 0, "excused -", ""},
	{"excused, and left", task(), did(sent(0, 6), excuse, left), 0, "dropped -", ""},
}

func TestCellOverridden(t *testing.T) { checkCells(t, overrideCases) }
