package workload

import (
	"strings"

	"tradeofflab/exercises"
)

// idea is a property of a workload that may decide: as a driver to choose, and as something to say.
type idea struct {
	id       string
	name     string // what is looked for in an answer
	driver   string // label as a driver; "" when it decides the consistency and not the store
	ask      string // "how one is found": what the question asks to be said
	hint     string
	opposite string // its contradiction; {thing} is filled in
	keywords string
	states   func(words string) []exercises.Pattern
	denies   func(words string) []exercises.Pattern
}

// ideas is the shared table.
var ideas = []idea{
	{"bykey", "One known key leads to what is wanted", "One known key leads to everything that is wanted",
		"how one is found and read",
		"What does a reader know, and how much of the record is wanted?", "A {thing} is never read by its key.",
		"key lookup, id, whole record", byKeyStates, nothing},
	{"shape", "Records differ in their fields", "Records differ in their fields", "what its fields look like",
		"Put two records beside each other. Which fields do they share?", "All records have the same fields.",
		"flexible schema, varying fields", shapeStates, shapeDenies},
	{"load", "More load than one machine takes", "More reads or writes than one machine takes",
		"how much is read or written",
		"How many operations arrive each second, and how many machines does that take?",
		"There are few writes and little traffic, and one machine handles them easily.", "high throughput, scaling",
		loadStates, loadDenies},
	{"range", "Reads are a range of time within one key", "Reads ask for a range of time within one key",
		"which part of it a read wants",
		"Which key does a read name, and which stretch of it does it want?",
		"Nobody ever reads a range by time, neither the newest nor those between two times, of any {thing}.",
		"range scan, clustering, newest", rangeStates, nothing},
	{"window", "Questions sum up over windows of time", "Questions sum up over windows of time",
		"what is computed over time",
		"Does a chart show single values, or something that is made of many?", "Nobody aggregates over time.",
		"windows, averages, downsampling", windowStates, nothing},
	{"tx", "Several changes happen together or not at all", "Several records change together or not at all",
		"what has to happen together",
		"Which changes would leave a wrong state if only one of them happened?", "We do not need transactions.",
		"ACID, transaction, atomic", txStates, nothing},
	{"rules", "The store itself refuses what breaks a rule", "The store itself has to refuse what breaks a rule",
		"what the store has to refuse",
		"Which state must never exist, and who makes sure of it?", "The store need not enforce any constraint.",
		"constraints, unique, foreign keys", rulesStates, nothing},
	{"joins", "New questions combine several kinds of records", "New questions combine several kinds of records",
		"which questions are asked",
		"Can you write down every question today? What do they combine?", "No query joins tables.",
		"joins, ad-hoc queries, SQL", joinsStates, nothing},
	{"hops", "Questions follow relations over several steps", "Questions follow relations over several steps",
		"what a question follows",
		"From what the question knows to what it wants: what lies on the way?",
		"No query follows the relations between nodes.", "traversal, hops, edges", hopsStates, nothing},
	{"search", "Records are found by words or fields inside them",
		"Records are found by words or by several fields at once", "how records are found",
		"What do people type or tick to find a record?", "Nobody searches or filters by fields or words.",
		"filters, facets, full text, index", searchStates, nothing},
	{"stale", "An answer may be a little old", "", "how old an answer may be",
		"What happens to a reader who gets the answer of some seconds ago?", "The answer must never be stale.",
		"eventual consistency, stale reads", staleStates, staleDenies},
	{"expiry", "Data expire by themselves", "Records expire by themselves", "how long it is kept",
		"When does a record stop being needed, and who removes it?", "A {thing} never expires.",
		"TTL, expire, time to live", expiryStates, nothing},
	{"lossy", "What is lost does no harm", "What is lost is made again, or is not missed",
		"what happens when it is lost",
		"A server restarts with an empty memory. Who notices, and for how long?", "A {thing} must never be lost.",
		"volatile, in memory, cache", lossyStates, lossyDenies},
	{"blob", "Large and never changed in place", "Pieces are large and never changed in place",
		"how large it is and whether it changes",
		"How many bytes are written at once, and which of them change later?",
		"Each piece is tiny and is edited in place all the time.", "large, immutable, write once", blobStates,
		blobDenies},
}

func ideaOf(id string) idea {
	for _, i := range ideas {
		if i.id == id {
			return i
		}
	}
	panic("there is no idea " + id)
}

// Drivers are the properties that may decide on a store, as options.
func Drivers() []exercises.Option {
	var out []exercises.Option
	for _, i := range ideas {
		if i.driver != "" {
			out = append(out, exercises.Option{ID: i.id, Label: i.driver})
		}
	}
	return out
}

// DriverHints asks, for every driver, what has to be looked at.
func DriverHints() map[string]string {
	out := map[string]string{}
	for _, i := range ideas {
		if i.driver != "" {
			out[i.id] = i.hint
		}
	}
	return out
}

// Must gives the drivers that have to be named.
func (w Workload) Must() []string {
	var out []string
	for _, r := range w.Reasons {
		if ideaOf(r.Idea).driver != "" {
			out = append(out, r.Idea)
		}
	}
	return out
}

// Why is the model answer in words.
func (w Workload) Why() string {
	var texts []string
	for _, r := range w.Reasons {
		texts = append(texts, r.Text)
	}
	return strings.Join(texts, " ")
}

// Say asks for what the answer has to say.
func (w Workload) Say() string {
	var asks []string
	for _, r := range w.Reasons {
		asks = append(asks, ideaOf(r.Idea).ask)
	}
	return "Say " + strings.Join(asks, ", and ") + "."
}

// Prose asks for the reasons in words.
func (w Workload) Prose() *exercises.Prose {
	ask := &exercises.Prose{Model: w.Why()}
	for _, r := range w.Reasons {
		i := ideaOf(r.Idea)
		ask.Ideas = append(ask.Ideas, exercises.Idea{ID: i.id, Name: i.name, Hint: i.hint, States: i.states(w.Words),
			Denies: i.denies(w.Words)})
	}
	return ask
}

// WrongProse gives answers that leave out or contradict reasons.
func (w Workload) WrongProse() []exercises.WrongAnswer {
	var all, keywords, opposites []string
	for _, r := range w.Reasons {
		i := ideaOf(r.Idea)
		all = append(all, i.name)
		keywords = append(keywords, i.keywords)
		opposites = append(opposites, strings.ReplaceAll(i.opposite, "{thing}", w.Thing))
	}
	out := []exercises.WrongAnswer{{Name: "keywords", Checks: all,
		Value: exercises.Value(strings.Join(keywords, ", "))},
		{Name: "the opposite", Checks: all, Value: exercises.Value(strings.Join(opposites, " "))},
		{Name: "fashion", Checks: all,
			Value: exercises.Value("It is what everybody uses for this today, and the team would like to learn it.")}}
	for k, r := range w.Reasons {
		var rest []string
		for j, name := range all {
			if j != k {
				rest = append(rest, name)
			}
		}
		out = append(out, exercises.WrongAnswer{Name: "only " + r.Idea, Checks: rest, Value: exercises.Value(r.Text)})
	}
	return out
}
