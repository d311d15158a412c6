package advisor

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// Break says how far one number may grow before the store has to change.
type Break struct {
	What string  `json:"what"`
	At   float64 `json:"at"`
	Unit string  `json:"unit"`
	Then string  `json:"then"`
}

// Limit is the number in words.
func (b Break) Limit() string {
	switch b.Unit {
	case "per s":
		return fmt.Sprintf("%s %s a second", say.Short(b.At), b.What)
	case "GB":
		return say.Short(b.At) + " GB"
	}
	return say.Short(b.At) + " " + b.Unit + " " + b.What
}

// breaksOf says what gives way first: the limits of the machines that are advised, then those of the kind of store.
func breaksOf(s Store, z sized) []Break {
	f, c, out := s.family, s.family.Capacity, []Break{}
	add := func(what string, now, most float64, unit, then string) {
		if now > 0 && most > now {
			out = append(out, Break{what, most, unit, then})
		}
	}
	larger := "more nodes"
	switch s.Kind {
	case kindObject:
		return out
	case kindEmbedded:
		add("writes", s.Writes, fileWrites, "per s",
			"a server of its own: one writer at a time is the limit of the file")
		return out
	case kindMemory:
		add("bytes", s.GBYear, s.Node.forData()*s.Nodes/max(s.Copies, 1)/c.Stored, "GB", "larger or more nodes")
		return out
	case kindSingleWriter:
		if !f.Cluster {
			larger = "a larger machine"
			most := f.mostGB()
			if s.Shards > 1 {
				most = f.Node.GB * s.Shards
			}
			add("bytes", s.GBYear, max(most, s.GBYear*1.01), "GB", "split by key")
			most = f.mostWrites(s.quantity)
			if s.Shards > 1 {
				most = f.shardWrites(s.quantity) * s.Shards
			}
			add("writes", s.Writes, most, "per s", "split by key")
		}
	}
	if s.spreads() && !s.model.SharedStorage {
		per := c.MachineGB
		if s.model.Shape.DiskGB > 0 {
			per = min(per, s.model.Shape.DiskGB*s.Node.Cores)
		}
		most := s.Nodes * per / max(c.Stored*s.Copies, 1e-9)
		if s.quantity.vectorGB() > 0 && z.set > 0 { // which have to be in memory
			most = min(most, max(s.MemoryGB*inMemory/z.set, 1.01)*s.GBYear)
		}
		add("bytes", s.GBYear, most, "GB", "more nodes")
	}
	if z.work > 0 && !s.Node.Small {
		have := s.Node.Cores
		if s.spreads() {
			have *= s.Nodes
		}
		if times := have * full / z.work; times > 1 {
			out = append(out, Break{"load", math.Floor(10*times) / 10, "times today's", larger})
		}
	}
	return out
}

// fileWrites is how many writes a second one file with one writer takes: judgement of the lab.
const fileWrites = 1000

// full is the use of a core above which answers wait: the limit to act at of the source course's scaling story.
const full = .8
