package loops

import (
	"fmt"
	"slices"
)

// models are the eleven loops in the order of the lessons. Numbers are round ones of a mid-sized system, chosen so that
// the behaviour of the loop shows; only ratios matter.
var models = checked(slices.Concat(storeLoops, placeLoops, cacheLoops, streamLoops))

// checked compiles every model once, so that a wrong unit stops the program at its start and not in front of a reader.
func checked(all []Model) []Model {
	for i := range all {
		if _, err := compile(&all[i]); err != nil {
			panic(fmt.Sprintf("loop %s: %v", all[i].Slug, err))
		}
	}
	return all
}

// storeLoops are the loops of choosing stores and spreading data over servers.
var storeLoops = []Model{
	{Slug: "sqlnosql", Title: "Stores and the work of running them", Lesson: 1, Clock: "month",
		Say: "Each store fits one kind of data better and adds work for the team; the work is felt months later " +
			"and holds the next store back.",
		Lever: "The delay between adopting a store and feeling its work decides whether the number of stores " +
			"settles or swings.",
		Params: []Param{
			{"kinds", "Kinds of data", "stores", 6, 1, 40},
			{"adopt", "Adoption of a fitting store", "1/month", 0.1, 0, 2},
			{"life", "Life of a store", "month", 36, 3, 240},
			{"team", "Team hours for operations", "hours/month", 400, 40, 10_000},
			{"per_store", "Work for one store", "hours/month/store", 60, 0, 1000},
			{"per_pair", "Work to keep stores in step", "hours/month/store/store", 10, 0, 200},
			{"learn", "Time until work is at its level", "month", 3, 0.5, 36},
			{"notice", "Delay until the load counts", "month", 11, 0, 48},
		},
		Stocks: []Stock{{"stores", "Stores in operation", "stores", "kinds/2"},
			{"load", "Operations work", "hours/month", "per_store*kinds/2"}},
		Quantities: []Quantity{{"misfit", "Kinds without a fit", "stores", "max(0, kinds - stores)"},
			{"spare", "Capacity for another store", "1", "team/(team + delay(load, notice))"}},
		Flows: []Flow{{"adopting", "adopted", "", "stores", "adopt*misfit*spare*spare", ""},
			{"retiring", "retired", "stores", "", "stores/life", ""},
			{"working", "work grows", "", "load", "(per_store*stores + per_pair*stores*stores - load)/learn", ""}},
		Gain: "per_pair", Delay: "notice", Push: Push{"kinds", "half as many kinds again", 0.5, 0}, Watch: "stores",
		Draw: []string{"misfit", "spare"}},
	{Slug: "families", Title: "Copies made for queries", Lesson: 2, Clock: "week",
		Say: "A query that the keys cannot answer gets a copy of the data in another order; every copy has to be " +
			"kept, which leaves less time for the next one.",
		Lever: "Halving the upkeep of a copy serves far more queries than halving the work of building one.",
		Params: []Param{
			{"ask", "New kinds of query", "queries/week", 1, 0, 20},
			{"per_query", "Copies for one query", "copies/query", 1, 0.1, 5},
			{"team", "Team hours", "hours/week", 40, 1, 1000},
			{"build", "Work for a new copy", "hours/copy", 8, 1, 200},
			{"keep", "Upkeep of a copy", "hours/week/copy", 0.5, 0, 10},
			{"life", "Life of a copy", "week", 50, 5, 500},
			{"lead", "Time from wish to copy", "week", 1, 0.5, 50},
			{"patience", "Wishes are given up after", "week", 20, 1, 200},
			{"notice", "Delay until upkeep is felt", "week", 6, 0, 50},
		},
		Stocks: []Stock{{"unserved", "Queries not answered", "queries", "ask*lead"}, {"copies", "Copies kept", "copies",
			"ask*per_query*life"}},
		Quantities: []Quantity{{"upkeep", "Upkeep", "hours/week", "keep*copies"}, {"spare", "Hours left to build",
			"hours/week", "max(0, team - delay(upkeep, notice))"},
			{"served", "Queries served", "queries/week", "min(unserved/lead, spare/build/per_query)"}},
		Flows: []Flow{{"asking", "asked", "", "unserved", "ask", ""}, {"serving", "served", "unserved", "", "served",
			""}, {"elsewhere", "given up or served by another store", "unserved", "", "unserved/patience", ""},
			{"building", "built", "", "copies", "per_query*served", ""}, {"dropping", "dropped", "copies", "",
				"copies/life", ""}},
		Gain: "keep", Delay: "notice", Push: Push{"ask", "half as many new queries again", 0.5, 0}, Watch: "unserved",
		Draw: []string{"upkeep", "spare", "served"}},
	{Slug: "sharding", Title: "Shards and complexity", Lesson: 3, Clock: "month",
		Say: "Features bring data, data needs shards, shards bring queries across shards and operations, and these " +
			"take the time that features need.",
		Lever: "The work that crosses shards is what a shard key changes; it caps growth long before the machines do.",
		Params: []Param{
			{"growth", "Growth of data with the whole team on features", "1/month", 0.08, 0, 1},
			{"kept", "Data is kept for", "month", 36, 3, 240},
			{"first", "Shards at the start", "shards", 19, 1, 1000},
			{"size", "Data of one shard", "TB/shard", 0.5, 0.05, 10},
			{"team", "Team hours", "hours/month", 800, 40, 20_000},
			{"each", "Work for one shard", "hours/month/shard", 20, 0, 500},
			{"cross", "Work across pairs of shards", "hours/month/shard/shard", 0.5, 0, 20},
			{"split", "Time to split a shard", "month", 3, 0.5, 36},
			{"plan", "Delay until growth is planned for", "month", 6, 0, 36},
		},
		Stocks: []Stock{{"data", "Data", "TB", "first*size"}, {"shards", "Shards", "shards", "first"}},
		Quantities: []Quantity{{"effort", "Work on shards", "hours/month", "each*shards + cross*shards*shards"},
			{"features", "Share of time for features", "1", "team/(team + effort)"}},
		Flows: []Flow{{"growing", "grows", "", "data", "growth*data*features", ""}, {"expiring", "expires", "data", "",
			"data/kept", ""},
			{"splitting", "added", "", "shards", "(delay(data, plan)/size - shards)/split", ""}},
		Gain: "cross", Delay: "plan", Push: Push{"growth", "half as much growth again", 0.5, 0}, Watch: "shards",
		Draw: []string{"effort", "features"}},
	{Slug: "replication", Title: "Replica lag and read load", Lesson: 4, Clock: "s",
		Say: "Reads take the replica's time from applying writes; what it has not applied yet makes readers ask " +
			"again, which takes more of its time.",
		Lever: "Readers who leave a late replica balance the loop; readers who ask it again drive it.",
		Params: []Param{
			{"writes", "Writes from the primary", "writes/s", 2000, 0, 50_000},
			{"apply_max", "Apply rate of an idle replica", "writes/s", 5000, 100, 100_000},
			{"reads", "Reads wanted", "reads/s", 8000, 0, 200_000},
			{"read_max", "Reads that fill the replica", "reads/s", 20_000, 1000, 500_000},
			{"again", "Repeated reads per second of lag", "1/s", 0.02, 0, 2},
			{"leave", "Reads that move away per second of lag", "1/s", 0.01, 0, 2},
			{"batch", "Shortest time to apply", "s", 0.2, 0.1, 10},
			{"turn", "Time in which readers react", "s", 2, 0.2, 60},
			{"poll", "Delay until readers see the lag", "s", 5, 0, 60},
		},
		Stocks: []Stock{{"backlog", "Writes not applied", "writes", "writes*batch"}, {"load", "Reads on the replica",
			"reads/s", "reads"}},
		Quantities: []Quantity{{"applying", "Apply rate left", "writes/s", "apply_max*max(0.02, 1 - load/read_max)"},
			{"lag", "Lag", "s", "backlog/applying"},
			{"wanted", "Reads sent", "reads/s", "reads*(1 + again*delay(lag, poll))/(1 + leave*delay(lag, poll))"}},
		Flows: []Flow{{"shipping", "shipped", "", "backlog", "writes", ""}, {"apply", "applied", "backlog", "",
			"min(applying, backlog/batch)", ""}, {"turning", "readers react", "", "load", "(wanted - load)/turn", ""}},
		Gain: "again", Delay: "poll", Push: Push{"writes", "three quarters more writes for 30 s", 0.75, 30},
		Watch: "lag", Draw: []string{"applying", "lag", "wanted"}},
}
