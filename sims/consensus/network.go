package consensus

// mailKind is the kind of a message.
type mailKind uint8

const (
	mayI mailKind = iota // would you vote for me? (PreVote)
	youMay
	vote // RequestVote
	voted
	appends // AppendEntries; a heartbeat when it carries nothing
	appended
)

// mailNames are what the picture calls requests; an answer has no name.
var mailNames = [...]string{mayI: "pre-vote", vote: "vote", appends: "append"}

// message goes from one node to another.
type message struct {
	kind     mailKind
	from, to int8
	granted  bool  // of an answer
	term     int32 // of the sender; of the vote asked for, in PreVote
	index    int32 // before the entries; last of the candidate; up to which the logs agree; where to try
	logTerm  int32 // of the entry at index
	commit   int32
	round    int32   // read round
	sent     int64   // by the leader's clock; an answer echoes it
	entries  []entry // never changed afterwards
	posted   int64   // when it left, in ticks of the run
}

// near and far are one-way delays in ms between three regions: we take 6, 7.5 and 9 for Jakarta, Surabaya and
// Singapore, and 35, 80 and 115 for Singapore, Tokyo and Frankfurt. Nodes lie in the regions by turns; within one it is
// 0.5.
var regionDelays = map[string][3][3]float64{
	"near": {{0.5, 6, 7.5}, {6, 0.5, 9}, {7.5, 9, 0.5}},
	"far":  {{0.5, 35, 80}, {35, 0.5, 115}, {80, 115, 0.5}},
}

var regionNames = map[string][3]string{
	"near": {"Jakarta", "Surabaya", "Singapore"},
	"far":  {"Singapore", "Tokyo", "Frankfurt"},
}

// delayMs is the constant part of the delay from one node to another.
func (p Params) delayMs(from, to int) float64 {
	if between, ok := regionDelays[p.Regions]; ok {
		return between[from%3][to%3]
	}
	return p.DelayMs
}

// put takes a slot for a message.
func (c *cluster) put(m message) int32 {
	if k := len(c.freeMail); k > 0 {
		slot := c.freeMail[k-1]
		c.freeMail = c.freeMail[:k-1]
		c.mail[slot] = m
		return slot
	}
	c.mail = append(c.mail, m)
	return int32(len(c.mail) - 1)
}

func (c *cluster) free(slot int32) {
	c.mail[slot].entries = nil
	c.freeMail = append(c.freeMail, slot)
}

// send sends a message at once.
func (c *cluster) send(m message) { c.post(c.put(m)) }

// post sends the message of a slot. Messages from one node to another arrive in the order in which they were sent, as
// on one connection; one that is lost is lost when it is sent.
func (c *cluster) post(slot int32) {
	m := &c.mail[slot]
	c.out.Messages++
	if m.kind == appends && len(m.entries) > 0 {
		c.out.Carrying++
		c.out.Sent++
	} else if m.kind == appended && m.logTerm == carried {
		c.out.Carrying++
	}
	from, to := int(m.from), int(m.to)
	m.posted = c.now
	delay := c.p.delayMs(from, to)
	if c.p.JitterMs > 0 {
		if c.p.Jitter == "uniform" {
			delay += c.p.JitterMs * c.network.Float64()
		} else {
			delay += c.p.JitterMs * c.network.ExpFloat64()
		}
	}
	lost := c.cut[from][to] || !c.nodes[to].up
	if c.p.LossPct > 0 && 100*c.drop.Float64() < c.p.LossPct {
		lost = true
	}
	t := max(c.now+ticks(delay), c.busy[from][to])
	c.recordMail(*m, t, lost)
	if lost {
		c.shootMail(*m, missed)
		c.free(slot)
		return
	}
	c.busy[from][to] = t
	c.at(t, event{kind: arrives, node: m.to, n: slot})
}

// carried marks an answer to a message with entries.
const carried = 1

// deliver hands a message over.
func (c *cluster) deliver(slot int32) {
	m := c.mail[slot]
	c.free(slot)
	n := c.nodes[m.to]
	if !n.up {
		return
	}
	if m.kind != mayI && m.kind != youMay && m.term > n.term {
		if m.kind == vote && c.p.CheckQuorum && c.sticky(n) {
			return // a node that hears a leader does not help to replace it
		}
		c.follow(n, m.term, nobody)
	}
	switch m.kind {
	case mayI:
		c.onMayI(n, m)
	case youMay:
		c.onYouMay(n, m)
	case vote:
		c.onVote(n, m)
	case voted:
		c.onVoted(n, m)
	case appends:
		c.onAppends(n, m)
	case appended:
		c.onAppended(n, m)
	}
	c.recordArrival(m)
}
