package advisor

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Cost is a first estimate of the monthly bill by line, without people.
type Cost struct {
	Lines    []CostLine `json:"lines"`
	TotalUSD float64    `json:"total_usd"`
	Date     string     `json:"prices_of"`
	Region   string     `json:"region"`
	Note     string     `json:"note"`
	Run      string     `json:"run,omitempty"`
}

// CostLine is one line of the bill with its arithmetic.
type CostLine struct {
	Label  string  `json:"label"`
	Store  string  `json:"store,omitempty"` // family of the store it belongs to
	USD    float64 `json:"usd"`
	How    string  `json:"how"`
	Source string  `json:"source"`
}

// Prices is the dated price file.
type Prices struct {
	Date, Region, Currency string
	Lines                  map[string]Price
}

// Price is one line of the price file.
type Price struct {
	USD    float64 `yaml:"usd"`
	Unit   string  `yaml:"unit"`
	Source string  `yaml:"source"`
}

// bill adds up lines.
type bill struct {
	prices Prices
	lines  []CostLine
	store  string
}

func (b *bill) add(label, key string, amount float64, unit string) {
	line := b.prices.Lines[key]
	if usd := amount * line.USD; usd > 0 {
		b.lines = append(b.lines, CostLine{label, b.store, usd, fmt.Sprintf("%s × %s USD", amountOf(amount, unit),
			say.Short(line.USD)), line.Source})
	}
}

// amountOf prints an amount with its unit; what can be counted is given in the singular.
func amountOf(amount float64, unit string) string {
	switch noun, rest, _ := strings.Cut(unit, " "); noun {
	case "core", "machine", "node", "shard":
		return strings.TrimSuffix(say.Amount(amount, noun)+" "+rest, " ")
	}
	return say.Short(amount) + " " + unit
}

func (b *bill) total() float64 {
	sum := 0.0
	for _, l := range b.lines {
		sum += l.USD
	}
	return sum
}

// egressGB are the bytes that leave in a month with files; what else is read goes to the application.
func egressGB(q quantities) float64 { return q.bytesOut("blob_get") }

// bytesOut are the GB a month of the answers to patterns with the operations, of all without one.
func (q quantities) bytesOut(ops ...string) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if len(ops) == 0 || slices.Contains(ops, p.Op) {
			sum += p.Reads / max(p.Peak, 1) * p.ItemBytes * month / 1e9
		}
	}
	return sum
}

// egressTiers are the GB a month up to which each price of bytes to the internet holds.
var egressTiers = []struct {
	upTo  float64
	key   string
	label string
}{{10_000, "egress_gb", "the first 10 TB"}, {50_000, "egress_next_gb", "the next 40 TB"},
	{150_000, "egress_large_gb", "the next 100 TB"}, {math.Inf(1), "egress_most_gb", "above 150 TB"}}

// egress is what so many GB to the internet cost in a month.
func (r *Rules) egress(gb float64) float64 {
	b := bill{prices: r.Prices}
	b.egress(gb)
	return b.total()
}

// egress pays for so many GB to the internet, tier by tier.
func (b *bill) egress(gb float64) {
	from := 0.0
	for _, t := range egressTiers {
		b.add("bytes out to readers, "+t.label, t.key, min(gb, t.upTo)-min(gb, from), "GB")
		from = t.upTo
	}
}

// cost adds up the bills of the stores and what belongs to none of them.
func (r *Rules) cost(q quantities, stores []Store, tier Choice) Cost {
	c := Cost{Date: r.Prices.Date, Region: r.Prices.Region, Note: "List prices for the data of a year from now, at " +
		"the rates of the busiest time. People and discounts are not in it.", Lines: []CostLine{}}
	for _, s := range stores {
		c.Lines = append(c.Lines, s.lines...)
	}
	b := bill{prices: r.Prices}
	out := egressGB(q)
	if slices.ContainsFunc(stores, func(s Store) bool { return s.Kind == kindObject && s.model.FreeEgress }) {
		out = 0
	}
	b.egress(out)
	between := 0.0
	for _, p := range q.patterns {
		between += (q.Regions - 1) * p.Writes / max(p.Peak, 1) * p.ItemBytes * month / 1e9
	}
	if !q.resident() { // else each region keeps its own
		b.add("bytes between regions", "region_gb", between, "GB")
	}
	c.Lines = append(c.Lines, b.lines...)
	for _, l := range c.Lines {
		c.TotalUSD += l.USD
	}
	switch q.asked.Cloud {
	case "own":
		c.Note += " Machines of one's own are priced as rented ones of Amazon; power, space and people are not in it."
	case "gcp", "azure":
		c.Note += " Prices are Amazon's for what is alike; compare them with the list of the cloud that you use."
	}
	if stores[0].Kind == kindObject {
		c.Run = tier.Run
	}
	return c
}
