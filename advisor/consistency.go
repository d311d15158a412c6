package advisor

import (
	"fmt"

	"tradeofflab/say"
)

// consistency says for each pattern how what it asks for is got, in the words of the kind that serves it.
func consistency(q quantities, f Family, t Topology, second []Secondary) []Choice {
	out := []Choice{}
	for _, p := range q.patterns {
		if p.Reads == 0 {
			continue
		}
		c := Choice{ID: p.Consistency, Rule: "CONSISTENCY-ASKED", Source: "lesson 4", Lesson: "replication"}
		beside, elsewhere := besideFor(p, second)
		other := say.Lower(beside.Name)
		switch {
		case elsewhere && beside.family.Kind == kindObject:
			c.What = p.label() + ": the service answers with the last write"
			c.Because = "Amazon S3 (since December 2020) and Cloudflare R2 document that; copies in other regions " +
				"come later."
		case p.Consistency == "strong" && elsewhere:
			c.What = p.label() + ": what " + other + " answers is checked against the truth"
			c.Because = fmt.Sprintf("%s asks for the last write, and %s lags behind the %s store: read the rows it "+
				"names there again.", p.label(), other, say.Lower(f.Name))
		case p.Consistency == "strong":
			c.What, c.Because, c.Run = strongRead(q, p, f, t)
		case p.Consistency == "session" && elsewhere && beside.Family == "cache":
			c.What = p.label() + ": each user sees their own writes: delete the key with each write"
			c.Because = "What a user has just written is not in the cache; for some seconds fill it from the machine " +
				"that took the write, since a replica may bring the old version back."
		case p.Consistency == "session" && elsewhere:
			c.What = p.label() + ": each user sees their own writes from the truth until " + other + " has them"
			c.Because = say.Upper(other) + " gets them a moment later."
		case p.Consistency == "session" && t.standsBy(q):
			c.What = p.label() + ": one machine answers, and has each user's own writes"
			c.Because = "The standby answers nothing until it takes over."
		case p.Consistency == "session":
			c.What, c.Because, c.Run = ownWrites(p, f, t)
		case t.Copies == 1 && t.Kind != kindObject || t.standsBy(q) && p.Consistency != "strong":
			c.ID, c.What = "eventual", p.label()+": one machine answers"
			c.Because = "The answer may be old, and is not."
		case p.Consistency == "":
			c.ID, c.What = "eventual", p.label()+": any copy may answer"
			c.Because = "Nothing is said of how old the answer may be; taken as a little old."
		default:
			c.What, c.Because = p.label()+": any copy may answer", "It may be a little old, as was said."
		}
		out = append(out, c)
	}
	return out
}

func strongRead(q quantities, p Pattern, f Family, t Topology) (what, because, see string) {
	because = p.label() + " asks for the last write."
	switch t.Kind {
	case kindLeaderless:
		quorums := run("conflicts", "n", "3", "w", "2", "r", "2")
		if q.Regions > 1 {
			return p.label() + ": written and read in the home region of the key, at a quorum", because +
				" Two of three copies of a region confirm and two are asked, which holds within one region only; " +
				"between regions a quorum of all copies waits for another region.", quorums
		}
		return p.label() + ": reads and writes at a quorum", because +
			" Two of three copies confirm, and two are asked: one of them has it.", quorums
	case kindDistributed:
		return p.label() + ": reads at the leader of the rows", because + " The engine does so by itself.", ""
	case kindObject:
		if q.Regions > 1 {
			return p.label() + ": read in the region where it is written", because + " There the service answers " +
				"with it; copies in other regions come later.", ""
		}
		return p.label() + ": the service answers with the last write", because + " Amazon S3 (since December " +
			"2020) and Cloudflare R2 document that.", ""
	case kindEmbedded:
		return p.label() + ": one file, one writer", because + " There is no other copy to read.", ""
	case kindLogged:
		return p.label() + ": read from the leader of its partition", because + " Records of a key are in one " +
			"partition and in order there.", ""
	case kindIndex:
		return p.label() + ": read by id, or once the write can be seen", because + " Wait for the refresh with " +
			"the write, or ask for a sequentially consistent read, where the product has one.", ""
	}
	what = p.label() + ": reads at the machine that writes"
	because += fmt.Sprintf(" %s a second go there.", say.Upper(say.Amount(p.Reads, "read")))
	if q.strongReads() > f.oneReads() {
		because += fmt.Sprintf(" One machine answers %s reads a second, and replicas cannot take these from it.",
			say.Short(f.oneReads()))
	}
	return what, because, ""
}

func ownWrites(p Pattern, f Family, t Topology) (what, because, see string) {
	what, because = p.label()+": each user sees their own writes", p.label()+" asks for one's own writes"
	switch {
	case t.Kind == kindLeaderless:
		return what, because + ": they are written and read at a quorum of the region.", run("conflicts", "n", "3", "w",
			"2", "r", "2")
	case t.Kind == kindObject:
		return what, because + ": read in the region where they are written.", ""
	case t.Kind == kindLogged:
		return what, because + ": a consumer reads the leader of the partition, which has them.", ""
	case t.Kind == kindIndex:
		return what, because + ": wait for the refresh with the write, or read by id.", ""
	case t.Copies == 1 || t.Kind == kindDistributed:
		return what, because + ", which the copy that answers has.", ""
	case f.Token:
		return what, because + ": send the position of the last write along and let a replica answer that has it, " +
			"or read at the primary for some seconds after a write.", run("replication", "routing", "token")
	}
	return what, because + ": read where they are written for some seconds after a write.", ""
}
