package storage

import (
	"fmt"

	"tradeofflab/exercises"
)

// why asks for the reasons behind the class.
func why(t task) exercises.Asked {
	things := t.thing + "|photo|picture|image|object|file|upload|scan|they$|it$|data|blob"
	reads := exercises.Idea{ID: "reads", Name: "Read soon and often, so a read must answer at once",
		Hint: fmt.Sprintf("Who reads a new %s, how soon and how often, and what would a retrieval fee or a wait of "+
			"hours do to them?", t.thing),
		States: []exercises.Pattern{
			exercises.Says("read|view|access|serve|request|fetch|download|look|show|seen|load",
				"often|frequent|many|at_once|immediate|millisecond|fast|quick|hot$|soon|right_after|times|all_over|"+
					"everywhere|everyone|worldwide|low_latency|constantly|instant|heavily"),
			exercises.Says("hot$|popular|frequently", things),
			exercises.SaysNo("retrieval|wait|delay|restor"),
			exercises.Says("low$|small|millisecond", "latency|milliseconds"),
		},
		Denies: []exercises.Pattern{exercises.Says(things, "rarely|seldom|hardly", "read|view|access|used|needed")}}
	whole := exercises.Idea{ID: "whole", Name: "Written once and replaced whole, never edited in place",
		Hint: fmt.Sprintf("What happens to the bytes of a %s after the upload? Which kind of storage gives up "+
			"exactly that?", t.thing),
		States: []exercises.Pattern{
			exercises.SaysNo("edit|chang|modif|updat|in_place|overwrit|mutat|random_write"),
			exercises.Says("written|write|stored|uploaded|saved|put$", "once|whole|one_piece"),
			exercises.Says("immutable|write-once|unchang|read-only|append-only|static"),
			exercises.Says("replac|swap|overwr", "whole|entire|complete|as_a_whole|new$|another"),
			exercises.Says("whole", things),
		},
		Denies: []exercises.Pattern{exercises.Says("edit|modif|chang", "in_place", "often|frequently|constantly|need")}}
	price := exercises.Idea{ID: "price", Name: "Cheap and boundless beside volumes and file systems",
		Hint: "Compare the price of a GB and the work of sizing with a volume on a machine and with a shared " +
			"file system.",
		States: []exercises.Pattern{
			exercises.Says("cheap|inexpensive|lower_price|less_expensive|low_cost|costs_less|lower_cost|affordable|"+
				"price|cost|0.023|#0.0229..0.0231", "object|s3|gb|gigabyte|than|block|file|ebs|efs|volume|store|"+
				"storage|month|3.5|standard|times|third|low|fraction"),
			exercises.Says("scal|grow|boundless|unlimited|limitless|endless|practically",
				"storage|s3|object|bucket|capacity|without|any|size|infinite|no_limit|limit|space"),
			exercises.SaysNo("volume|capacity|siz|provision|disk|limit"),
			exercises.Says("durab|eleven_nines|11_nines|nines|three_zones|zones|copies"),
		},
		Denies: []exercises.Pattern{exercises.Says(exercises.Pairs("block|ebs|efs|disk|volume",
			"cheaper|costs_less|less_expensive"))}}
	model := fmt.Sprintf("A new %s is read often and by people everywhere, so a read has to answer at once. It is "+
		"written once and replaced whole, never edited in place, which is what object storage is made for. "+
		"S3 Standard costs less per GB than a volume or a shared file system, and nobody has to size a disk ahead.",
		t.thing)
	return exercises.Asked{
		Part: exercises.Part{ID: "tier.why", Points: 3, Section: "kinds",
			Title: "In two or three sentences: why there?",
			Text: "Say how it is read, how it is written, and what the price or the size of the alternatives " +
				"would mean.",
			Learn: model, Ask: &exercises.Prose{Model: model, Ideas: []exercises.Idea{reads, whole, price}}},
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
