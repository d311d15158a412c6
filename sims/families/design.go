package families

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// The world that a design is judged on: a month of a chat, kept on twelve nodes.
const (
	nodes     = 12
	days      = 30
	channels  = 200
	users     = 1000
	messages  = 12_000
	rowBytes  = 200  // of a message, a profile or a list entry
	pageBytes = 4096 // what is read at once
	newest    = 20   // messages on one screen
	friendsOf = 20   // friends of one user
	sampled   = 25   // times that each query is asked
)

// message is one row; rows are in order of time.
type message struct{ id, channel, user, day int }

// query is one of the ten that the application asks, with its rate per second.
type query struct {
	ID, Text string
	Rate     float64
	Write    bool
}

// queries are the ten main queries, most of the traffic first.
var queries = []query{
	{"latest", "newest 20 messages of a channel", 5000, false},
	{"profile", "profile of a user", 4000, false},
	{"message", "one message by its id", 1000, false},
	{"post", "post a message", 1000, true},
	{"friends", "friends of a user", 800, false},
	{"window", "messages of a channel on one day", 500, false},
	{"history", "newest 20 messages of a user", 300, false},
	{"circle", "friends of friends", 100, false},
	{"rename", "change a profile", 50, true},
	{"audit", "all messages of one day", 2, false},
}

// design is what the learner chooses: family, partition key and order of the message table, further copies of it, and
// how friends are kept.
type design struct{ Family, Partition, Cluster, Copies, Friends string }

var (
	familyChoices    = []string{"key_value", "document", "wide_column", "relational"}
	partitionChoices = []string{"message", "channel", "channel_day", "user", "day"}
	clusterChoices   = []string{"none", "time"}
	copyChoices      = []string{"none", "user", "id", "user_and_id"}
	friendChoices    = []string{"join_scan", "join_index", "adjacency"}
)

// world is the data of one seed, and its rows grouped by each partition key.
type world struct {
	rows    []message
	grouped map[string]map[int][]int // partition rule, partition, rows in order of time
}

func partitionOf(rule string, m message) int {
	switch rule {
	case "channel":
		return m.channel
	case "channel_day":
		return m.channel*days + m.day
	case "user":
		return m.user
	case "day":
		return m.day
	}
	return m.id
}

func newWorld(seed int) *world {
	w := &world{grouped: map[string]map[int][]int{}}
	pick := model.Stream(seed, "channels")
	who := model.Stream(seed, "users")
	cum, sum := make([]float64, channels), 0.0
	for i := range cum { // Zipf with exponent 1: ten of the 200 channels carry half of the talk
		sum += 1 / float64(i+1)
		cum[i] = sum
	}
	for id := range messages {
		c, _ := slices.BinarySearch(cum, pick.Float64()*sum)
		w.rows = append(w.rows, message{id, min(c, channels-1), who.IntN(users), id * days / messages})
	}
	for _, rule := range partitionChoices {
		g := map[int][]int{}
		for i, m := range w.rows {
			g[partitionOf(rule, m)] = append(g[partitionOf(rule, m)], i)
		}
		w.grouped[rule] = g
	}
	return w
}

// touch is what one query costs.
type touch struct {
	Partitions float64
	Nodes      float64 // asked at once
	Bytes      float64
	Whole      bool // no key leads there: everything is read
}

// work is the cost in pages: each partition is at least one page, and bytes come in pages.
func (t touch) work() float64 { return t.Partitions + t.Bytes/pageBytes }

// table is one copy of the messages.
type table struct{ rule, cluster string }

func (d design) tables() []table {
	out := []table{{d.Partition, d.Cluster}}
	if d.Copies == "user" || d.Copies == "user_and_id" {
		out = append(out, table{"user", "time"})
	}
	if d.Copies == "id" || d.Copies == "user_and_id" {
		out = append(out, table{"message", "none"})
	}
	return out
}

// judged is a design with the cost of each query, in the order of queries, and what it adds up to.
type judged struct {
	Design  design
	Touch   []touch
	Work    float64 // pages per second
	Whole   int     // queries that read everything
	Largest float64 // share of all messages in the largest partition
	Writes  int     // tables that a message is written to
}

func (w *world) judge(d design, seed int) judged {
	out := judged{Design: d, Writes: len(d.tables())}
	for _, q := range queries {
		rng := model.Stream(seed, "asks "+q.ID)
		var mean touch
		for range sampled {
			t := w.ask(q, d, w.rows[rng.IntN(messages)])
			mean.Partitions += t.Partitions
			mean.Nodes += t.Nodes
			mean.Bytes += t.Bytes
			mean.Whole = mean.Whole || t.Whole
		}
		mean.Partitions, mean.Nodes, mean.Bytes = mean.Partitions/sampled, mean.Nodes/sampled, mean.Bytes/sampled
		out.Touch = append(out.Touch, mean)
		out.Work += q.Rate * mean.work()
		if mean.Whole {
			out.Whole++
		}
	}
	for _, rows := range w.grouped[d.Partition] {
		out.Largest = max(out.Largest, float64(len(rows))/messages)
	}
	return out
}

// best looks through every design of the message table for the least work. Friends are kept as adjacency lists, which
// no other choice beats.
func (w *world) best(b *model.Budget, seed int) (best judged) {
	best.Work = math.Inf(1)
	for _, f := range familyChoices {
		for _, p := range partitionChoices {
			for _, c := range clusterChoices {
				for _, k := range copyChoices {
					j := w.judge(design{f, p, c, k, "adjacency"}, seed)
					b.Spend(judgeSteps)
					if j.Work < best.Work {
						best = j
					}
				}
			}
		}
	}
	return best
}
