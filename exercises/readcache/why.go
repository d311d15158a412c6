package readcache

import (
	"fmt"

	"tradeofflab/exercises"
)

// Words of the prose part, as alternatives of a pattern.
const (
	reading  = "read$|reads$|reading|look|view|visit|request|queried|quer|open|traffic|access"
	writing  = "write$|writes$|written|writing|change|changes|changed|edit|update|modif|alter"
	removing = "delet|remov|invalidat|evict|drop|purge|clear|flush|discard|kick|throw|expire_explicit|bust|wipe"
	objects  = "product|item|key$|keys$|entr|cop|object|hotel|recipe|course|event|page|value|record|it$|its$|cache"
	popular  = "popular|hot$|hottest|bestsell|favourite|favorite|few$|fifth|tenth|twenty|handful|top$|minority|" +
		"#10..20|%10..20|famous"
)

// why asks for the reasons behind the strategy.
func why(t task, w exercises.PartWords) exercises.Asked {
	ratio := w.Idea("ratio", []exercises.Pattern{
		exercises.Says("thousand|5,000|5000|many|far_more|more$|most|mostly|hundreds|times|outnumber|dominat|"+
			"exceed|all_the_time|constantly|#500..20000|rarely|seldom|hardly|every_few|great_many|often|frequent|"+
			"against|versus|vs", reading, writing),
		exercises.Says("read-heavy|read-mostly|read_heavy|read_mostly|mostly_read|read-dominated|read-intensive"),
		exercises.Says("ratio", "#500..20000|high|large|read|5,000|5000"),
		exercises.Says("same|repeat|again|identical|unchanged", "quer|row|answer|result|work",
			"nearly|most|almost|thousand|every|again_and_again|over_and_over|many"),
		exercises.Says("hardly|rarely|seldom|barely", "change|changes|edited|updated|written|modified"),
	}, []exercises.Pattern{
		exercises.Says("more_writes|write-heavy|write_heavy|writes_outnumber|writes_dominate|more_updates|" +
			"written_more|mostly_writes|mostly_written"),
		exercises.SaysNo("reads_outnumber|read-heavy|more_reads"),
	})
	fresh := w.Idea("fresh", []exercises.Pattern{
		exercises.Says(removing, objects,
			writing+"|commit|save|edit|after|whenever|when$|immediately|new|stale|old|outdated|price"),
		exercises.Says(removing, writing, "key$|keys$|entr|cop|cache|it$|cached|old|stale"),
		exercises.Says("write_path|writer|backend|service|application|code$", removing),
	}, []exercises.Pattern{
		exercises.SaysNo("write|update|change|edit|key$|we$|need|should|have", removing),
		exercises.Says("old|stale|outdated", "stay|remain|fine$|acceptable|harmless",
			"long|likes|ever|always|matter"),
	})
	demand := w.Idea("demand", []exercises.Pattern{
		exercises.Says(popular, "most|majority|bulk|%60..95|eighty|share|much_of",
			"read|request|traffic|visit|view|access|load"),
		exercises.Says(popular, "stay|always_there|kept|remain|in_memory|in_the_cache|cached|fit|held"),
		exercises.Says("bestsell|popular|hot$", "account|draw|get|receive|attract", "most|majority|bulk"),
		exercises.Says("only|just|exactly|precisely|on_demand|lazy|lazily|fills|fill$|actually|really",
			"cache|load|store|memory|hold|fill",
			"request|asked|ask|read|needed|look|view|opened|wanted|use|used|demand|lazily"),
		exercises.Says("only", objects, "look|view|ask|request|read|want", "get|cache|load|into"),
		exercises.Says("power_law|zipf|skew|skewed|pareto|power-law|80/20|unevenly|long_tail"),
		exercises.SaysNo("nobody|unread|unused|cold$|unpopular", "waste|memory|load|store|cache|space"),
		exercises.SaysNo("waste|load|store|keep|spend", "nobody|never|unread|unused|cold$|unpopular"),
	}, []exercises.Pattern{
		exercises.Says("equally|evenly|uniform|same_amount|alike|as_often_as",
			"read|often|popular|request|access|view"),
		exercises.Says("everything|all$|whole", "in_advance|beforehand|preload|up_front|ahead_of_time"),
	})
	model := w.Get("learn")
	return exercises.Asked{
		Part: w.Part(3, "strategies",
			&exercises.Prose{Model: model, Ideas: []exercises.Idea{ratio, fresh, demand}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{ratio.Name, fresh.Name, demand.Name},
				Value: exercises.Value("cache-aside, read-heavy, invalidation on write, TTL, power law, hot keys, " +
					"lazy loading, hit ratio")},
			{Name: "the opposite", Checks: []string{ratio.Name, fresh.Name, demand.Name}, Value: exercises.Value(
				fmt.Sprintf("There are more writes than reads. We never delete a key on a write. All %s are read "+
					"equally often.", t.things))},
			{Name: "only the ratio", Checks: []string{fresh.Name, demand.Name},
				Value: exercises.Value("It is a read-heavy load, and most of the queries would repeat an " +
					"earlier one.")},
			{Name: "only the delete", Checks: []string{ratio.Name, demand.Name},
				Value: exercises.Value("After each write the service deletes the key, so that nobody gets an " +
					"outdated value.")},
		},
	}
}
