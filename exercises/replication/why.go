package replication

import "tradeofflab/exercises"

// Words of the prose part, as alternatives of a pattern.
const (
	author = "author|user|client|writer|person|they|he$|she$|you$|i$|me$|same_user|session|who_wrote|who_saved|" +
		"whoever|somebody|someone|customer|my$|your$|their$|her$|his$|own$"
	seeing = "see$|sees$|show|return|read|get|gets|find|finds|reflect|visible|display|observe|appear|contain|includ"
	mine   = "own_write|own_change|own_update|own_edit|own_data|own_latest|own_new|own_value|own_modif|their_own|" +
		"her_own|his_own|my_own|your_own|ones_own|one's_own|own$"
	recent = "new_value|new$|newer|newest|latest|most_recent|wrote|write$|writes$|written|change$|changes$|changed|" +
		"update$|updates$|updated|edit$|edits$|saved|stored|just~write|what~wrote|what~saved"
	pledge = "always|guarantee|promise|must|every|any$|ensure|means|should|has_to|have_to|immediately|right_away|" +
		"never|from_then|later_read|subsequent|consistency|at_least|or_newer|or_something_newer|will"
	others = "other_user|others|other_people|other_client|other_reader|other_session|everyone_else|everybody_else|" +
		"anyone_else|anybody_else|somebody_else|someone_else|no_one_else|friend|colleague|stranger|visitor|the_rest|" +
		"rest_of|different_user|other_person|others'"
	aged = "old|older|stale|previous|outdated|earlier|behind|later|while$|delay|eventual|lag|wait|time$|moment|" +
		"second$|seconds"
	losing = "lost|lose|fail|vanish|gone|disappear|broken|broke|bug|ignored|undone|unsaved|dropped|swallowed|wrong|" +
		"error|reverted|discarded"
	taking = "think|thinks|thought|believe|assum|conclud|suspect|seem|look|looks|appear|feel|impression|as_if|" +
		"as_though|worr|fear|guess|take|takes|consider|suppose|wonder"
	doing = "save|saves|saved|submit|click|write|writes|enter|type|types|tries|try|press|send|change|edit|does$|do$|" +
		"make|hits|repeats|post|posts"
)

// ryow asks for the guarantee in the learner's own words.
func ryow(w exercises.PartWords) exercises.Asked {
	own := w.Idea("own", []exercises.Pattern{
		exercises.Says(author, seeing, recent, pledge),
		exercises.Says(mine, seeing),
		exercises.SaysNo(author, "after|once|own|later|since", seeing, "old|older|previous|stale|outdated|earlier"),
		exercises.Says(seeing, "as_new|as_recent|at_least|newer", "own|wrote|write|written|last_write|they|their"),
	}, []exercises.Pattern{
		exercises.Says("guarantee|promise|read-your-own-writes|read-your-writes|it$",
			"all_users|everyone$|everybody|every_user|all_clients|all_replicas|every_replica|all_readers",
			"see|sees|same|immediately|identical|new|latest|at_once"),
	})
	rest := w.Idea("others", []exercises.Pattern{
		exercises.Says(others, aged),
		exercises.SaysNo(others,
			"promis|guarantee|cover|appl|protect|concern|matter|notic|includ|about|need|care|see|same"),
		exercises.SaysNo("promis|guarantee|say|says|cover|appl|about|concern|hold", others),
		exercises.Says("only|just|solely|alone|nobody_but",
			"author|writer|who_wrote|user_who|same_user|same_client|that_user|session|own$|person_who|me$|"+
				"themsel|himself|herself|client_that|client_who",
			"promis|guarantee|hold|appl|cover|concern|about|for$|to$|affect|own$"),
	}, []exercises.Pattern{
		exercises.Says("everyone|everybody|all_users|all_clients|every_user|all_readers|every_client|"+
			"every_reader|other_users|all_replicas|every_replica|others", "see|sees|get|gets|has|have|show|return",
			"immediately|at_once|right_away|at_the_same|instantly|same_time|latest_value|new_value_too|identical"),
	})
	why := w.Idea("why", []exercises.Pattern{
		exercises.Says(author, "know|remember|expect|sure|certain|aware",
			"new|value|change|save|wrote|typed|written|what|should|edit|write|entered|it$|update|result"),
		exercises.Says(taking, losing),
		exercises.SaysNo(taking,
			"save|saved|work|worked|go|gone|went|took|take|taken|stored|arrive|succeed|kept|happen|land|through|"+
				"accept|register|recorded|persist|applied|stuck|stick"),
		exercises.Says(doing, "again|twice|second_time|once_more|repeated|another_time"),
		exercises.Says("retries|retry|resubmit|re-submit|re-enter|duplicate|repeats$"),
	}, []exercises.Pattern{
		exercises.SaysNo("author|writer|he$|she$", "notice|mind|care|remember|know"),
	})
	model := w.Get("learn")
	return exercises.Asked{
		Part:     w.Part(3, "own-writes", &exercises.Prose{Model: model, Ideas: []exercises.Idea{own, rest, why}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{own.Name, rest.Name, why.Name},
				Value: exercises.Value("own write, author, other users, stale, lost update, replica lag, " +
					"session, guarantee")},
			{Name: "the opposite", Checks: []string{own.Name, rest.Name, why.Name}, Value: exercises.Value(
				"The guarantee means that all users see the new value at once. When it is broken, the author does " +
					"not notice it.")},
			{Name: "only the promise", Checks: []string{rest.Name, why.Name},
				Value: exercises.Value("A user always sees their own writes in every read that follows.")},
			{Name: "only the others", Checks: []string{own.Name, why.Name},
				Value: exercises.Value("Other people may get the old value for some seconds, and that is allowed.")},
			{Name: "nothing of the author", Checks: []string{why.Name},
				Value: exercises.Value("A user always sees their own writes in every read that follows. Other people " +
					"may get the old value for some seconds.")},
		},
	}
}
