package families

import (
	"fmt"
	"strings"

	"tradeofflab/sims"
)

func anomalyKnobs(p *Params) []sims.Knob {
	var ids, titles, levelIDs, names []string
	for _, s := range scenarios {
		ids, titles = append(ids, s.ID), append(titles, s.Title)
	}
	for _, l := range levels {
		levelIDs, names = append(levelIDs, l.ID), append(names, l.Product+": "+l.Name)
	}
	scenario := sims.Choice(&p.Scenario, "scenario", "Scenario", ids...)
	scenario.Labels = titles
	level := sims.Choice(&p.Level, "level", "Isolation level", levelIDs...)
	level.Labels = names
	engine := sims.Choice(&p.Engine, "engine", "Engine", "model", "sqlite")
	engine.Labels = []string{"model with locks and versions", "real SQLite"}
	return []sims.Knob{
		scenario,
		level.With("", "By product, as the table of Hermitage names them. SQLite has two of its own: read "+
			"uncommitted in a shared cache, and serialisable for all others."),
		engine,
		sims.Text(&p.Order, "order", "Turns", 24, checkOrder).
			With("", "Whose turn it is: 1 and 2, for instance 11221122. Empty takes the order of the textbooks."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps),
	}
}

// checkOrder reads whose turn it is.
func checkOrder(text string) error {
	if strings.Trim(text, "12") != "" {
		return fmt.Errorf("write turns as 1 and 2, for instance 11221122")
	}
	return nil
}

func khopKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.People, "people", "People", 30, 5000).LogScale(),
		sims.Int(&p.Degree, "degree", "Everybody follows", 1, 20).With("", "That many others."),
		sims.Int(&p.Hops, "hops", "Hops", 1, 4),
		sims.Seed(&p.Seed),
	}
}

func modelKnobs(p *Params) []sims.Knob {
	family := sims.Choice(&p.Family, "family", "Family of the message store", familyChoices...)
	family.Labels = []string{"key-value", "document", "wide-column", "relational"}
	partition := sims.Choice(&p.Partition, "partition", "Partition key", partitionChoices...)
	partition.Labels = []string{"message id", "channel", "channel and day", "user", "day"}
	cluster := sims.Choice(&p.Cluster, "cluster", "Order inside a partition", clusterChoices...)
	cluster.Labels = []string{"none", "by time"}
	copies := sims.Choice(&p.Copies, "copies", "Copies of the messages", copyChoices...)
	copies.Labels = []string{"none", "by user", "by id", "by user and by id"}
	friends := sims.Choice(&p.Friends, "friends", "Friends are kept as", friendChoices...)
	friends.Labels = []string{"rows without an index", "rows with an index", "one list a user"}
	return []sims.Knob{
		family, partition.With("", "Rows with one key lie together on one node."), cluster,
		copies.With("", "The same messages under another key; each is written again."),
		friends,
		sims.Seed(&p.Seed),
	}
}

func enginesKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.Records, "records", "Records", 100, 20_000).LogScale().With("", "1 kB each."),
		sims.Int(&p.Ops, "ops", "Operations per workload", 500, 20_000).LogScale(),
		sims.Seed(&p.Seed),
	}
}
