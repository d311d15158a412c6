package consensus

import (
	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

// mostOps bounds the checker: a key with more operations is not judged.
const mostOps = 20_000

// verdict is what the clients' history says.
type verdict struct {
	Ops       int // in the history
	Keys      int
	Unchecked int // keys that are too busy to judge
	Broken    int // keys whose history no single copy could have given
	Smallest  []history.Op
}

// linearizable is true only where every key has been judged and none is broken.
func (v verdict) linearizable() bool { return v.Broken == 0 && v.Unchecked == 0 }

// observed makes the history that the clients saw. A write without an answer may have taken effect at any later time;
// what no node took has not happened.
func observed(ops []operation) []history.Op {
	out := make([]history.Op, 0, len(ops))
	for i, o := range ops {
		h := history.Op{Client: int(o.client), Key: int(o.key), Kind: history.Read, Version: int64(o.version),
			Call: o.call, Return: o.ret, Node: int(o.node)}
		if o.write {
			h.Kind, h.Version = history.Write, int64(i)+1
		}
		if o.ret == 0 {
			if !o.write || !o.proposed {
				continue
			}
			h.Return = history.Never
		}
		out = append(out, h)
	}
	return out
}

// judge holds the history against one register a key.
func judge(b *model.Budget, p Params, ops []operation) verdict {
	all := observed(ops)
	v := verdict{Ops: len(all)}
	for _, key := range history.Keys(all) {
		v.Keys++
		if len(key) > mostOps {
			v.Unchecked++
			continue
		}
		part := history.Conflict(b, key)
		if part == nil {
			continue
		}
		if v.Broken++; v.Smallest == nil || len(part) < len(v.Smallest) {
			v.Smallest = part
		}
	}
	return v
}
