package indexes

import (
	"fmt"
	"strings"

	"tradeofflab/exercises"
)

// Words of the prose part, as alternatives of a pattern.
const (
	alikeWords = "same|alike|equal$|equally|identical|no_difference|no_matter|either|indifferent|both_orders|" +
		"irrelevant|interchangeable|equivalent|makes_no|does_not_matter|doesn't_matter|not_matter"
	runWords = "entr|row|stretch|range|run$|seek|search|read|leaf|leaves|page|plan|cost|lookup|fast|speed|block|" +
		"slice|order"
	otherQuery = "other_quer|another_quer|others|other_request|other_search|other_access|workload|only_by|alone|" +
		"reuse|reused|also_serve|also_answer|prefix|leftmost|just_by|by_itself|all_orders|all_rows|rest_of_the_quer|" +
		"remaining_quer"
	servedBy = "serve|use|used|help|work|need|decide|support|want|find|filter|answer|first|lead|search|choose|" +
		"start|benefit|match|cover|quer"
	sortedness = "sort|order"
)

// why asks for the reasons behind the order of columns.
func why(t task, w exercises.PartWords) exercises.Asked {
	owner, state, time := columnWords(t.owner), columnWords(t.state), columnWords(t.time)
	alike := w.Idea("alike", []exercises.Pattern{
		exercises.Says("both|two|either|equality|order|swap|"+owner, alikeWords, runWords),
		exercises.Says(alikeWords, "entr|rows|stretch|range|leaf|leaves|pages|25"),
		exercises.Says("both|equality|two|fixed", "fix|=|bound|pin|equality|equal_condition|conditions",
			"together|adjacent|side_by_side|contiguous|next_to|one_stretch|one_run|one_range|one_place|same|"+
				"narrow|bind"),
		exercises.SaysNo("order|first|which|selectiv|swap|position",
			"matter|differ|difference|change|affect|count|relevant|important"),
	}, []exercises.Pattern{
		exercises.Says(state+"|"+t.wanted, "half|every|all$|most|million", "read|scan|visit|search|look|table"),
		exercises.Says("most_selective|more_selective|selective", "first|lead|front",
			"must|faster|fewer|less|always|quicker|should|better"),
		exercises.Says(owner+"|"+state, "first|lead|front",
			"faster|slower|fewer_entr|more_entr|fewer_rows|quicker|twice"),
	})
	others := w.Idea("others", []exercises.Pattern{
		exercises.Says(otherQuery, servedBy, owner+"|"+state+"|column|index|which|first|order|decide|"+t.person),
		exercises.Says(owner+"|"+t.person, "alone|only|by_itself|without|prefix|just", servedBy),
		exercises.Says("leftmost|prefix|reuse|reused", owner+"|"+t.person+"|index|column|quer"),
		exercises.SaysNo(otherQuery+"|"+owner+"|"+t.person, "use$|used|serve|help|index"),
	}, []exercises.Pattern{
		exercises.Says("any$|every|all$", "quer", "either|both_orders|same", "serve|use|index"),
	})
	last := w.Idea("last", []exercises.Pattern{
		exercises.SaysNo("sort|temporary|temp_b-tree|extra_step"),
		exercises.Says(time+"|sort_column|date", "last|third|end$|behind|after|follow|then$|next",
			"sort|order|newest|descending|entr|index|equal"),
		exercises.Says("already|ready|pre-sorted|presorted|arrive|come|stand|stored|kept", sortedness,
			time+"|newest|descending|entr|rows|out_of|by$|date|index|time"),
		exercises.Says("avoid|spare|skip|without|save|free|drops", sortedness),
		exercises.Says("backward|from_its_end|from_the_end|reverse", "read|walk|scan|index|order|newest"),
	}, []exercises.Pattern{
		exercises.Says("still|must|has_to|have_to|needs", "sort", "result|rows|entr|after|memory|step|anyway"),
		exercises.Says(time+"|sort_column", "first|front|lead", "best|must|should|fast|sorted|because"),
	})
	model := w.Get("learn")
	return exercises.Asked{
		Part:     w.Part(3, "order", &exercises.Prose{Model: model, Ideas: []exercises.Idea{alike, others, last}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{alike.Name, others.Name, last.Name}, Value: exercises.Value(
				fmt.Sprintf("%s, %s, %s, equality, leftmost prefix, other queries, no sort, same entries", t.owner,
					t.state, t.time))},
			{Name: "the opposite", Checks: []string{alike.Name, others.Name, last.Name}, Value: exercises.Value(
				fmt.Sprintf("With %s first the engine has to read half of the table. The most selective column must "+
					"always be first because that is faster. The result still has to be sorted in a step of its own.",
					t.state))},
			{Name: "only the sort", Checks: []string{alike.Name, others.Name}, Value: exercises.Value(
				fmt.Sprintf("The column %s comes last, and so there is no sort step in the plan.", t.time))},
			{Name: "only the same entries", Checks: []string{others.Name, last.Name}, Value: exercises.Value(
				"Both columns are compared with equality, so in either order the same entries of the index are read.")},
			{Name: "nothing on this query", Checks: []string{alike.Name}, Value: exercises.Value(
				fmt.Sprintf("Queries by %s alone can also use the index when that column is first. The %s is last, "+
					"and that spares a sort.", t.person, t.time))},
		},
	}
}

// columnWords are the ways a column is written in a sentence.
func columnWords(name string) string {
	plain := strings.TrimSuffix(strings.TrimSuffix(name, "_id"), "_at")
	if plain == name {
		return name
	}
	return name + "|" + plain
}
