package storage

import (
	"fmt"

	"tradeofflab/exercises"
)

// why asks for the reasons behind the class.
func why(t task, w exercises.PartWords) exercises.Asked {
	things := t.thing + "|photo|picture|image|object|file|upload|scan|they$|it$|data|blob"
	reads := w.Idea("reads", []exercises.Pattern{
		exercises.Says("read|view|access|serve|request|fetch|download|look|show|seen|load",
			"often|frequent|many|at_once|immediate|millisecond|fast|quick|hot$|soon|right_after|times|all_over|"+
				"everywhere|everyone|worldwide|low_latency|constantly|instant|heavily"),
		exercises.Says("hot$|popular|frequently", things),
		exercises.SaysNo("retrieval|wait|delay|restor"),
		exercises.Says("low$|small|millisecond", "latency|milliseconds"),
	}, []exercises.Pattern{exercises.Says(things, "rarely|seldom|hardly", "read|view|access|used|needed")})
	whole := w.Idea("whole", []exercises.Pattern{
		exercises.SaysNo("edit|chang|modif|updat|in_place|overwrit|mutat|random_write"),
		exercises.Says("written|write|stored|uploaded|saved|put$", "once|whole|one_piece"),
		exercises.Says("immutable|write-once|unchang|read-only|append-only|static"),
		exercises.Says("replac|swap|overwr", "whole|entire|complete|as_a_whole|new$|another"),
		exercises.Says("whole", things),
	}, []exercises.Pattern{exercises.Says("edit|modif|chang", "in_place", "often|frequently|constantly|need")})
	price := w.Idea("price", []exercises.Pattern{
		exercises.Says("cheap|inexpensive|lower_price|less_expensive|low_cost|costs_less|lower_cost|affordable|"+
			"price|cost|0.023|#0.0229..0.0231", "object|s3|gb|gigabyte|than|block|file|ebs|efs|volume|store|"+
			"storage|month|3.5|standard|times|third|low|fraction"),
		exercises.Says("scal|grow|boundless|unlimited|limitless|endless|practically",
			"storage|s3|object|bucket|capacity|without|any|size|infinite|no_limit|limit|space"),
		exercises.SaysNo("volume|capacity|siz|provision|disk|limit"),
		exercises.Says("durab|eleven_nines|11_nines|nines|three_zones|zones|copies"),
	}, []exercises.Pattern{exercises.Says(exercises.Pairs("block|ebs|efs|disk|volume",
		"cheaper|costs_less|less_expensive"))})
	model := w.Get("learn")
	return exercises.Asked{
		Part:     w.Part(3, "kinds", &exercises.Prose{Model: model, Ideas: []exercises.Idea{reads, whole, price}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{reads.Name, whole.Name, price.Name},
				Value: exercises.Value("object storage, immutable, cheap, hot, read often, scalable, durable, S3")},
			{Name: "the opposite", Checks: []string{reads.Name, whole.Name, price.Name}, Value: exercises.Value(
				fmt.Sprintf("A %s is rarely viewed after the upload. It is edited in place very often. A block "+
					"volume is cheaper than the alternatives.", t.thing))},
			{Name: "only the price", Checks: []string{reads.Name, whole.Name},
				Value: exercises.Value("It is cheaper per GB than a block volume or a file system of the same size.")},
			{Name: "only reads", Checks: []string{whole.Name, price.Name},
				Value: exercises.Value(fmt.Sprintf(
					"A %s is viewed many times right after it arrives, so it has to come back within milliseconds.",
					t.thing))},
			{Name: "nothing on reads", Checks: []string{reads.Name},
				Value: exercises.Value("Nothing is edited in place, and a new version replaces the whole object. It " +
					"is cheaper per GB than a volume on a machine.")},
		},
	}
}
