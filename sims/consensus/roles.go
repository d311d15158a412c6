package consensus

// spell is a time in which a node was down or led.
type spell struct {
	node     int
	down     bool
	leads    bool
	able     bool // it could commit
	term     int32
	from, to int64
}

// watchRoles books who leads and who is down, from change to change.
func (c *cluster) watchRoles() {
	able := c.capable()
	if c.known == nil {
		c.known = make([]spell, len(c.nodes))
	}
	for i, n := range c.nodes {
		now := spell{node: i, down: !n.up, leads: n.up && n.role == leading, able: i == able}
		if now.leads {
			now.term = n.term
		}
		was := c.known[i]
		now.from = was.from
		if was.to = 0; now == was {
			continue
		}
		c.closeSpell(i)
		now.from = c.now
		c.known[i] = now
	}
}

// closeSpell keeps what a node has been until now.
func (c *cluster) closeSpell(i int) {
	s := c.known[i]
	if s.to = c.now; (s.down || s.leads) && s.to > s.from && len(c.trace.Spells) < mostSpells {
		c.trace.Spells = append(c.trace.Spells, s)
	}
}
