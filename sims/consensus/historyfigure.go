package consensus

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/replication/history"
)

// historyFigure draws the smallest broken history of the run, or says how many have been judged.
func historyFigure(p Params, r Result) figure.Figure {
	h := r.History
	f := figure.Figure{ID: "history", Title: "What the clients saw"}
	if len(h.Smallest) == 0 {
		f.Takeaway = fmt.Sprintf("Every history of %s can be put in an order that explains all answers.",
			say.Count(h.Keys, "key"))
		if h.Unchecked > 0 {
			f.Takeaway = fmt.Sprintf("Of %s, %s too many operations to be judged.", say.Count(h.Keys, "key"),
				say.Int(h.Unchecked)+say.Either(h.Unchecked, " has", " have"))
		}
		if h.Keys == 0 {
			f.Takeaway = "No client has read or written."
		}
		f.Alt = "A table of what was judged. " + f.Takeaway
		f.Table = &figure.Table{Columns: []figure.Column{{Label: "Judged"}, {Label: "Number", Numeric: true}},
			Rows: [][]string{{"operations", say.Int(h.Ops)}, {"keys", say.Int(h.Keys)},
				{"keys too busy to judge", say.Int(h.Unchecked)}, {"keys not linearizable", say.Int(h.Broken)},
				{"reads", say.Int(r.Reads)}, {"stale reads", say.Int(r.Stale)}}}
		return f
	}
	last := h.Smallest[len(h.Smallest)-1]
	f.Title, f.Panel = "Smallest history that is not linearizable", true
	f.Takeaway = fmt.Sprintf("No order of these %s explains their answers: the last read of key %d, at %s, returns %s.",
		say.Count(len(h.Smallest), "operation"), last.Key, figure.NodeName(last.Node), versionName(last.Version))
	f.Caption = fmt.Sprintf("Milliseconds from the first call. A bar is the time from call to answer at the node that "+
		"answered; a value has the number of its operation. Leave out any one of them and the rest can be put in "+
		"order. The history of %s is like that.", say.Count(h.Broken, "key"))
	f.Alt = "A space-time diagram of the clients and the nodes that answered. " + f.Takeaway
	f.SpaceTime = drawHistory(h.Smallest)
	return f
}

func versionName(v int64) string {
	if v == 0 {
		return "the value from before all writes"
	}
	return "the value of write " + say.Int(v)
}

// drawHistory draws operations in lanes of their clients, with the node that answered each.
func drawHistory(ops []history.Op) *figure.SpaceTime {
	d := &figure.SpaceTime{Unit: "ms"}
	var lanes []string
	lane := func(name string) int {
		if k := slices.Index(lanes, name); k >= 0 {
			return k
		}
		lanes = append(lanes, name)
		return len(lanes) - 1
	}
	start, end := ops[0].Call, ops[0].Call
	for _, o := range ops {
		end = max(end, o.Call)
		if o.Return != history.Never {
			end = max(end, o.Return)
		}
		lane(clientName(o))
	}
	for _, o := range ops {
		at, ret := inMs(o.Call-start), inMs(min(o.Return, end)-start)
		label := "writes " + say.Int(o.Version)
		if o.Kind == history.Read {
			label = "reads " + say.Int(o.Version)
			if o.Version == 0 {
				label = "reads nothing"
			}
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: lane(clientName(o)), At: at, To: ret,
			Label: label + " at " + figure.NodeName(o.Node), Bad: o == ops[len(ops)-1]})
	}
	d.Lanes = lanes
	return d
}

func clientName(o history.Op) string {
	if o.Kind == history.Write {
		return fmt.Sprintf("writer %d", o.Client+1)
	}
	return fmt.Sprintf("reader %d", o.Client+1)
}
