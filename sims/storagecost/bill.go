package storagecost

// line is one item of the bill.
type line int

// The lines of the bill.
const (
	storageLine line = iota
	putLine
	getLine
	retrievalLine
	transitionLine
	monitoringLine
	earlyLine
	egressLine
	lines int = iota
)

// lineNames are the metric id and the label of each line.
var lineNames = [lines]struct{ id, label string }{
	{"cost_storage_usd", "Storage"},
	{"cost_put_usd", "Uploads (PUT)"},
	{"cost_get_usd", "Reads (GET)"},
	{"cost_retrieval_usd", "Retrieval"},
	{"cost_transition_usd", "Transitions"},
	{"cost_monitoring_usd", "Monitoring"},
	{"cost_early_delete_usd", "Minimum duration"},
	{"cost_egress_usd", "Egress"},
}

// Bill is a month's bill in USD, by line.
type Bill [lines]float64

// Sum is the whole bill.
func (b Bill) Sum() float64 {
	s := 0.0
	for _, v := range b {
		s += v
	}
	return s
}

// Kept is the bill without egress: what depends on class and rules. Bytes sent to readers cost the same from every
// class.
func (b Bill) Kept() float64 { return b.Sum() - b[egressLine] }

// bill prices a month.
func (l *priceList) bill(p Params, u usage) Bill {
	var b Bill
	size := float64(p.SizeKB)
	object := p.gb(size)
	index := 0.0 // GB of metadata at the price of S3 Standard
	for i := range places {
		at := &l.Places[i]
		index += u.Objects[i] * p.gb(at.IndexKB)
		stored := u.Objects[i] * p.gb(at.billedKB(size))
		if place(i) != standard {
			b[storageLine] += volume(at.Storage, stored, p.gbPerTB())
		}
		b[putLine] += u.Puts[i]*at.Put.USD/1000 + u.Puts[i]*object*at.PutGB.USD
		b[getLine] += u.Reads[i] * at.Get.USD / 1000
		b[retrievalLine] += u.Reads[i]*at.Retrieval.USD/1000 + u.Reads[i]*object*at.RetrievalGB.USD
		b[transitionLine] += u.Transitions[i] * at.Transition.USD / 1000
		if p.SizeKB >= tieringMinKB {
			b[monitoringLine] += u.Objects[i] * at.Monitoring.USD / 1000
		}
		b[earlyLine] += u.EarlyGB[i] * at.first()
	}
	std := l.at(standard)
	b[storageLine] += volume(std.Storage, u.Objects[standard]*p.gb(std.billedKB(size))+index, p.gbPerTB())
	steps := l.Internet
	if p.EdgeHitPct > 0 {
		steps = l.CDN // hits and misses: all reads pass through the CDN, and the way from the store to it is free
	}
	b[egressLine] = volume(steps, u.reads()*object, p.gbPerTB())
	return b
}
