package policy

import "tradeofflab/figure"

var arcKind = Kind{Name: "arc", Label: "ARC", Nanos: flat(50),
	Look: figure.Identity{Hue: figure.Sky, Shape: figure.Diamond, Dash: "12 3"},
	New:  func(r Room) Policy { return newARC(r.Objects, r.Capacity) }}

// The queues of ARC: T hold keys, B remember keys; 1 seen once lately, 2 seen at least twice.
const (
	arcT1 = iota
	arcB1
	arcT2
	arcB2
	arcQueues
)

// arc balances recency against frequency: a request for a key that recency has just lost makes room for recency, one
// that frequency has just lost makes room for frequency (Megiddo and Modha, "ARC: a self-tuning, low overhead
// replacement cache", FAST 2003, fig. 4). The target p is a real number, as in libCacheSim (ARC.c): the paper leaves
// open how its quotients are rounded.
type arc struct {
	lists
	cap int
	p   float64 // target length of T1
}

func newARC(objects, capacity int) *arc {
	return &arc{lists: newLists(objects, arcQueues, 2*capacity+2), cap: capacity}
}

func (c *arc) Access(id int32) bool {
	s := c.slot[id]
	from := int32(-1)
	if s != 0 {
		from = c.node[s].tag
	}
	switch from {
	case arcT1, arcT2: // case I
		c.move(arcT2, s)
		return true
	case arcB1: // case II
		c.p = min(c.p+max(float64(c.len[arcB2])/float64(c.len[arcB1]), 1), float64(c.cap))
		c.drop(s)
	case arcB2: // case III
		c.p = max(c.p-max(float64(c.len[arcB1])/float64(c.len[arcB2]), 1), 0)
		c.drop(s)
	}
	if c.Len() == c.cap {
		if from < 0 {
			c.makeRoom()
		} else {
			c.replace(from == arcB2)
		}
	}
	if from < 0 {
		c.add(arcT1, id)
	} else {
		c.add(arcT2, id)
	}
	return false
}

// makeRoom is case IV: the key is in no queue.
func (c *arc) makeRoom() {
	switch {
	case c.len[arcT1]+c.len[arcB1] >= c.cap && c.len[arcB1] == 0:
		c.drop(c.tail(arcT1))
		return
	case c.len[arcT1]+c.len[arcB1] >= c.cap:
		c.drop(c.tail(arcB1))
	case c.len[arcT1]+c.len[arcB1]+c.len[arcT2]+c.len[arcB2] >= 2*c.cap && c.len[arcB2] > 0:
		c.drop(c.tail(arcB2))
	}
	c.replace(false)
}

// replace evicts from T1 or T2 and remembers the key.
func (c *arc) replace(fromB2 bool) {
	t1 := float64(c.len[arcT1])
	if t1 > 0 && (t1 > c.p || t1 == c.p && fromB2) || c.len[arcT2] == 0 {
		c.move(arcB1, c.tail(arcT1))
	} else {
		c.move(arcB2, c.tail(arcT2))
	}
}

func (c *arc) Len() int   { return c.len[arcT1] + c.len[arcT2] }
func (c *arc) Bytes() int { return nodeBytes * len(c.node) }

func (c *arc) View() []Queue {
	return []Queue{{Name: "T1, seen once", IDs: c.ids(arcT1)}, {Name: "T2, seen again", IDs: c.ids(arcT2)},
		{Name: "B1, ghosts", IDs: c.ids(arcB1), Ghost: true}, {Name: "B2, ghosts", IDs: c.ids(arcB2), Ghost: true}}
}
