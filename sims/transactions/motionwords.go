package transactions

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// asked is the tick at which the requests to prepare arrive.
func (y play) asked() int64 {
	for _, g := range y.Messages {
		if g.Kind == prepare {
			return g.Got
		}
	}
	return y.Start
}

// since prints how long after the start of the transfer a tick is.
func (y play) since(tick int64) string { return elapsed(tick - y.Start) }

// locks is how long the account that is locked longest stays so.
func (y play) locks() string {
	longest := int64(0)
	for i := range y.shown {
		for _, s := range y.locked(i, y.last()) {
			longest = max(longest, s.to-s.from)
		}
	}
	return elapsed(longest)
}

// doubt is how long the account that is in doubt longest stays so.
func (y play) doubt() string {
	return elapsed(int64(y.inDoubt()*sec + 0.5))
}

func (y play) takeaway() string {
	if y.died() {
		return fmt.Sprintf("The coordinator dies between vote and decision, and the accounts stay locked for %s.",
			y.locks())
	}
	return fmt.Sprintf("Each account is locked for %s; for %s of that its shard may not decide alone.", y.locks(),
		y.doubt())
}

// finish is the tick of the last thing that the story shows.
func (y play) finish() int64 {
	if y.died() {
		return y.unlocked()
	}
	return y.find("has every acknowledgement")
}

// beats says what happens, each thought once.
func (y play) beats() []figure.Beat {
	out := []figure.Beat{
		{At: 0, To: y.at(y.asked()), Say: fmt.Sprintf("The coordinator asks %s to prepare. The requests arrive after "+
			"%s.", say.Count(len(y.Parts), "shard"), y.since(y.asked()))},
		{At: y.at(y.asked()), To: y.at(y.voted()), Say: fmt.Sprintf("Each shard locks its account and forces its vote "+
			"to the log. At %s both have voted yes: from here on no shard may decide alone.", y.since(y.voted()))},
	}
	if y.shown != 2 {
		out[1].Say = fmt.Sprintf("Each shard locks its account and forces its vote to the log. At %s all have voted: "+
			"from here on a shard that said yes may not decide alone.", y.since(y.voted()))
	}
	if y.died() {
		return append(out, y.deathBeats()...)
	}
	committed := y.find("has committed")
	free := y.unlocked()
	return append(out, figure.Beat{At: y.at(y.voted()), To: y.at(committed), Say: fmt.Sprintf("With every vote the "+
		"coordinator forces the decision. At %s the transfer is committed%s.", y.since(committed), y.told())},
		figure.Beat{At: y.at(committed), To: y.at(free), Say: fmt.Sprintf("The decision reaches the shards at %s: "+
			"they apply it and unlock. The locks were held for %s, %s of it in doubt.", y.since(free), y.locks(),
			y.doubt())},
		figure.Beat{At: y.at(free), To: y.at(y.finish()), Say: fmt.Sprintf("The shards force their logs and say so. "+
			"At %s the coordinator may forget the transfer.", y.since(y.finish()))})
}

// told says whether the client is told with the decision.
func (y play) told() string {
	if y.p.Answer == "decision" {
		return ", and the client has its answer"
	}
	return "; the client waits until all is complete"
}

// deathBeats tells the coordinator's death and its end.
func (y play) deathBeats() []figure.Beat {
	dead, back := y.find(dies), max(y.find(isBack), y.find(isReplaced))
	who := "The coordinator is back"
	if y.p.takenOver() {
		who = "Another replica has taken over"
	}
	return []figure.Beat{
		{At: y.at(y.voted()), To: y.at(dead) + 0.001, Say: fmt.Sprintf("At %s the coordinator dies before its "+
			"decision is on disk. The client gets no answer.", y.since(dead))},
		{At: y.at(dead) + 0.001, To: y.at(back), Say: fmt.Sprintf("The shards hold their locks: one may have heard "+
			"commit, the other abort. %s at %s and has no record, which means abort.", who, y.since(back))},
		{At: y.at(back), To: y.at(y.unlocked()), Say: fmt.Sprintf("The shards hear it and unlock. The accounts were "+
			"locked for %s, %s of it in doubt; without the crash it would be %s.", y.locks(), y.doubt(),
			elapsed(y.p.held()+y.p.work()))},
	}
}

// table has a row for each note of the drawn nodes, and the spans that the sentences name.
func (y play) table() *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "After"}, {Label: "Where"}, {Label: "What"}}}
	add := func(tick int64, where, what string) {
		t.Rows = append(t.Rows, []string{y.since(tick), where, what})
	}
	arrived := false
	for _, n := range y.Notes {
		if n.At > y.finish() || n.Lane >= y.shown {
			continue
		}
		if !arrived && n.At >= y.asked() {
			arrived = true
			add(y.asked(), "shards", fmt.Sprintf("%s to prepare", say.Count(len(y.Parts), "request")))
		}
		add(n.At, y.place(y.p, n.Lane), n.What)
	}
	add(y.finish(), "accounts", fmt.Sprintf("locked for %s at most, %s of it in doubt; without a crash and others' "+
		"locks %s", y.locks(), y.doubt(), elapsed(y.p.held()+y.p.work())))
	return t
}
