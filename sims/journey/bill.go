package journey

import "tradeofflab/sims/storagecost"

// hourUSD is the price of an hour of the team, as the scaling story has it.
const hourUSD = 150.0

// The lines of a bill.
const (
	machineLine = iota
	cacheLine
	diskLine
	objectLine
	doubleLine
	workLine
	billLines
)

var lineNames = [billLines]string{"nodes", "cache tier", "volumes", "objects", "double running", "work"}

// bill is what a month costs, in USD by line.
type bill [billLines]float64

// total adds the lines up.
func (b bill) total() (sum float64) {
	for _, v := range b {
		sum += v
	}
	return sum
}

func (b bill) plus(other bill) bill {
	for i := range b {
		b[i] += other[i]
	}
	return b
}

// billOf is the bill of a month in which the team worked so many hours. Object storage holds a backup of the store, the
// lake, and what the disks have no room for.
func (p Params) billOf(m month, hours float64) (b bill) {
	n := shop.node(p.Node)
	b[machineLine] = float64(m.System.Nodes) * n.usd(shop)
	b[cacheLine] = float64(m.System.Cache) * shop.node(shop.CacheNode).usd(shop)
	if !n.Local {
		b[diskLine] = storagecost.DiskMonth(m.Flow.DiskGB)
	}
	b[objectLine] = storagecost.ObjectMonth((m.StoredGB + m.HotGB*m.Flow.LostShare) / p.Compress)
	for _, c := range m.Way {
		b[doubleLine] += float64(c.Double) * n.usd(shop)
	}
	b[workLine] = hours * hourUSD
	return b
}
