package advisor

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Warning says where an input contradicts another, or where the design misses what was asked for.
type Warning struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

const (
	roundTripMs = 70.0 // between two regions, such as Virginia and Ireland; 54 to 80 ms were measured on such ways
	gap         = 3.0  // factor between two numbers from which they contradict each other
	cacheMostGB = 500  // comfort of a store in memory
	cacheMost   = .3   // share of the bill
)

// warnings lists what does not fit, in a fixed order.
func (e *Engine) warnings(q, left quantities, f Family, a Advice, cut []Secondary) []Warning {
	out := []Warning{}
	add := func(id, format string, args ...any) { out = append(out, Warning{id, fmt.Sprintf(format, args...)}) }
	truth, w := a.Design.Stores[0], q.asked

	// Latency.
	if q.Regions > 1 {
		for _, p := range q.patterns {
			far := p.Writes > 0 || p.Consistency == "strong"
			if !far || p.LatencyMs == 0 || p.LatencyMs >= 2*roundTripMs {
				continue
			}
			switch {
			case p.Consistency == "strong" && p.Writes > 0 || truth.Kind == kindDistributed ||
				truth.Kind == kindSingleWriter:
				add("latency_region", "For %s %s ms are wanted. From a region that is not the home of the record it "+
					"takes a round trip, of about %s ms between continents, so the wish holds in the home region "+
					"only.", p.label(), say.Short(p.LatencyMs), say.Short(roundTripMs))
			case p.Consistency == "strong":
				add("latency_region", "For %s the last write is wanted within %s ms. What was written in another "+
					"region is there after a round trip of about %s ms at the earliest; read and write a key in its "+
					"home region.",
					p.label(), say.Short(p.LatencyMs), say.Short(roundTripMs))
			default:
				add("latency_region", "For %s %s ms are wanted: that holds where it is answered in the region of "+
					"its user; a round trip to another region is about %s ms.", p.label(), say.Short(p.LatencyMs),
					say.Short(roundTripMs))
			}
		}
	}
	for _, p := range q.patterns {
		if p.LatencyMs == 0 || p.rate() == 0 {
			continue
		}
		at := e.servedBy(p, a)
		if floor := at.floorMs(); p.LatencyMs < floor {
			add("latency_store", "For %s %s ms at the 99th percentile are wanted; %s answers within about %s ms at "+
				"best%s",
				p.label(), say.Short(p.LatencyMs), at.Product, say.Short(floor), quicker(p))
		}
	}

	// Numbers against each other.
	made := q.writtenGB(30)
	if made > 0 && w.DataGB > 0 && w.GrowthGB == 0 && q.Retention == 0 {
		add("rate_size", "What is written adds up to about %s GB a month (rate × size), and no growth is said: unless "+
			"records replace others, sizes and bill are those of the first weeks.", say.Short(made))
	} else if made > 0 && w.GrowthGB > 0 && q.Retention == 0 && apart(made, w.GrowthGB) {
		add("rate_size", "What is written adds up to about %s GB a month (rate × size), and %s GB are said: the two "+
			"disagree by a factor of %s unless the rate is the peak, or records replace others.", say.Short(made),
			say.Short(w.GrowthGB), factorOfGap(made, w.GrowthGB))
	} else if made > 0 && q.Retention > 0 && w.GrowthGB > 0 && apart(made, w.GrowthGB) {
		add("rate_size", "What is written adds up to about %s GB a month (rate × size), and a growth of %s GB is "+
			"said: the two "+
			"disagree by a factor of %s unless the rate is the peak, or what is said is compressed.", say.Short(made),
			say.Short(w.GrowthGB), factorOfGap(made, w.GrowthGB))
	}
	filling := w.GrowthGB > 0 && made > 0 && !apart(made, w.GrowthGB) // the time that is kept is not full yet
	if kept := q.writtenGB(q.Retention); q.Retention > 0 && kept > 0 && w.DataGB > 0 && apart(kept, w.DataGB) &&
		!(filling &&
			w.DataGB < kept) {
		add("retention_bytes", "%s of what is written are about %s GB, and %s GB are stored: the two disagree by a "+
			"factor of %s unless the rate is the peak, records are compressed, or not all is kept.",
			say.Amount(q.Retention, "day"), say.Short(kept), say.Short(w.DataGB), factorOfGap(kept, w.DataGB))
	}

	// Money.
	if b := w.BudgetUSD; b > 0 && a.Cost.TotalUSD > b {
		add("budget", "The bill of about %s USD a month is over the budget of %s by %s. %s", say.Short(a.Cost.TotalUSD),
			say.Short(b), say.Short(a.Cost.TotalUSD-b), e.meets(q, f, a, b))
	}
	if out := q.bytesOut(); out > 0 && (egressGB(q) > 0 || out*e.price("egress_most_gb") > a.Cost.TotalUSD) {
		if free := a.Design.Stores; slices.ContainsFunc(free, func(s Store) bool { return s.model.FreeEgress }) {
			add("egress", "The answers to readers are about %s GB a month. %s asks nothing for bytes that leave; "+
				"elsewhere they "+
				"would cost about %s USD.", say.Short(out), firstFree(free), say.Short(e.rules.egress(out)))
		} else {
			add("egress", "The answers to readers are about %s GB a month. If all of them leave the cloud that is "+
				"about %s USD at list price; a CDN by contract, or a provider without a price for it, changes the "+
				"bill more than any store.",
				say.Short(out), say.Short(e.rules.egress(out)))
		}
	}

	// Stores.
	for _, s := range a.Design.Stores[1:] {
		if s.Kind == kindMemory && (s.MemoryGB > cacheMostGB || s.USD > cacheMost*a.Cost.TotalUSD) {
			add("cache_large", "The cache of %s GB is %s %% of the bill. A tenth of it, for the hottest records, "+
				"costs %s USD "+
				"instead of %s; simulate how many reads it still answers before you buy more.", say.Short(s.MemoryGB),
				say.Number(100*s.USD/a.Cost.TotalUSD, 0), say.Short(s.USD/10), say.Short(s.USD))
		}
	}
	if w.Managed == "must" && w.Cloud == "own" {
		add("product_limit", "A service is required, and machines of one's own are: one of the two has to give "+
			"way. What is named is to be run by yourselves.")
	} else if w.Managed == "must" {
		for _, s := range a.Design.Stores {
			if s.Run == runSelf {
				add("product_limit", "A service is required, and no service that is known here takes what the %s "+
					"store holds: %s is to be run by yourselves.", say.Lower(s.Name), s.Product)
			}
		}
	}
	if a.Sharding.ID != notNow && crosses(q, f) {
		given := " or are given up"
		if truth.Kind == kindDistributed {
			given = ""
		}
		add("cross_shard", "Transactions, joins and unique keys that cross shards cost a second round%s: put what "+
			"belongs together under one key.", given)
	}
	if n := left.strongReads(); n > f.oneReads() && !f.Cluster {
		add("strong_capacity", "%s reads a second ask for the last write. Replicas cannot take them; one machine of "+
			"four cores answers %s, so they are split by key or answered by a larger machine.", say.Short(n),
			say.Short(f.oneReads()))
	}
	if rto := a.Topology.RTO; w.RTO > 0 && rto > w.RTO {
		add("product_limit", "Writes are to be taken again after %s, and this way of copying takes about %s. %s",
			span(w.RTO),
			span(rto), sooner(truth))
	}
	if down := failovers * a.Topology.RTO; w.Availability > 0 && down > (100-w.Availability)/100*yearS {
		add("product_limit", "%s %% of the time leaves %s a year without answers. With about %s failures of a "+
			"machine or zone a "+
			"year, each %s long, it is about %s. %s", say.Short(w.Availability), span((100-w.Availability)/100*yearS),
			say.Word(failovers), span(a.Topology.RTO), span(down), sooner(truth))
	}
	for _, s := range a.Design.Stores {
		if own := ownWay(s); s.model.Sold == "units" && own.USD > 0 && s.USD > dear*own.USD {
			add("product_limit", "Paid by requests %s costs about %s USD a month; %s on machines of your own, or a "+
				"service that is "+
				"sold by nodes, about %s. At so many small requests all day look there first.", s.Product,
				say.Short(s.USD),
				own.Product, say.Short(own.USD))
		}
		for _, why := range s.excluded {
			add("product_limit", "%s.", why)
		}
	}
	for i, p := range q.patterns {
		if _, elsewhere := besideFor(p, a.Secondaries); p.Reads > 0 && q.weight[i] >= least && !elsewhere && served(f,
			p) < 3 {
			add("product_limit", "%s is a weakness: the %s store serves %s with %s of 10, and at this rate another "+
				"store beside it "+
				"is not worth running.", say.Upper(p.label()), say.Lower(f.Name), strings.ReplaceAll(p.Op, "_", " "),
				say.Number(served(f, p), 1))
		}
	}
	for _, s := range cut {
		add("team_limit", "%s (%s) would earn %s. A small team runs one store beside the first at most, so it stays "+
			"with the %s store, which serves it with %s of 10.", say.Upper(say.List(s.serves...)), s.Because,
			say.A(say.Lower(s.Name)+" store"), say.Lower(f.Name), say.Number(worst(f, q, s.serves), 0))
	}
	return out
}

// dear is how many times the bill of machines one by requests has to be to be spoken of.
const dear = 5

// ownWay is the alternative that people run themselves.
func ownWay(s Store) Alternative {
	for _, x := range s.Alternatives {
		if x.Run == runSelf {
			return x
		}
	}
	return Alternative{}
}

// failovers is how many failures of a machine or zone a year an availability is judged by: judgement of the lab.
const failovers, yearS = 4, 365 * 86400.0

// sooner says what takes over more quickly.
func sooner(truth Store) string {
	switch truth.Kind {
	case kindEmbedded:
		return "A pair of a managed database takes over within two minutes, a store in which a majority agrees " +
			"within seconds."
	case kindLeaderless, kindObject:
		return "The application's own retries and its way to another region decide the rest."
	}
	return "A store in which a majority agrees elects another leader within seconds."
}

// firstFree names the product that asks nothing for bytes that leave.
func firstFree(stores []Store) string {
	for _, s := range stores {
		if s.model.FreeEgress {
			return s.Product
		}
	}
	return ""
}

// apart says whether two amounts differ by more than the gap.
func apart(a, b float64) bool { return a > gap*b || b > gap*a }

func factorOfGap(a, b float64) string {
	if a == 0 || b == 0 {
		return "any size"
	}
	return say.Short(math.Max(a/b, b/a))
}

// worst is how well the family serves the worst of the patterns.
func worst(f Family, q quantities, labels []string) float64 {
	out := 10.0
	for _, p := range q.patterns {
		if slices.Contains(labels, p.label()) {
			out = min(out, f.Fit[p.Op])
		}
	}
	return out
}

// quicker names what answers sooner.
func quicker(p Pattern) string {
	switch {
	case p.LatencyMs < .5:
		return ". Only memory in the process of the reader is that quick."
	case p.cacheable():
		return ". Below that it needs memory: Valkey or Redis, or a cache in the process."
	}
	return ". Prepare the answer beforehand and keep it under a key, or wish for less."
}

// servedBy is the store that answers a pattern.
func (e *Engine) servedBy(p Pattern, a Advice) Store {
	for _, s := range a.Design.Stores[1:] {
		if slices.Contains(s.Serves, p.label()) && p.Reads > 0 {
			return s
		}
	}
	return a.Design.Stores[0]
}

// floorMs is the quickest answer to expect.
func (s Store) floorMs() float64 {
	if s.Kind == kindEmbedded {
		return .1
	}
	return s.family.Capacity.FloorMs
}

func (e *Engine) price(key string) float64 { return e.rules.Prices.Lines[key].USD }

// texts are the sentences of the warnings.
func texts(all []Warning) string {
	lines := make([]string, len(all))
	for i, w := range all {
		lines[i] = w.Text
	}
	return strings.Join(lines, "\n")
}
