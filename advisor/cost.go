package advisor

import (
	"fmt"
	"io/fs"
	"math"
	"sync"
	"tradeofflab/say"

	"gopkg.in/yaml.v3"
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
	USD    float64 `json:"usd"`
	How    string  `json:"how"`
	Source string  `json:"source"`
}

type priceList struct {
	Date, Region, Currency string
	Lines                  map[string]struct {
		USD    float64 `yaml:"usd"`
		Unit   string  `yaml:"unit"`
		Source string  `yaml:"source"`
	}
}

// prices reads the dated price file once; it is part of the program, so it cannot be missing.
var prices = sync.OnceValue(func() priceList {
	text, err := fs.ReadFile(builtin, "rules/prices.yaml")
	if err != nil {
		panic(err)
	}
	var p priceList
	if err := yaml.Unmarshal(text, &p); err != nil {
		panic(err)
	}
	return p
})

// opsPerNode is what one machine of the price list serves, in operations weighted by their work: a rule of thumb that
// the simulations refine.
const opsPerNode = 20_000

// cost adds up machines, bytes and requests for the state a year from now.
func cost(q quantities, f Family, second []Secondary, s Scale, r Choice) Cost {
	p := prices()
	c := Cost{Date: p.Date, Region: p.Region, Note: "Machines, bytes and requests at list price, for the data of a " +
		"year from now. People, egress and discounts are not in it.", Lines: []CostLine{}}
	add := func(label, key string, amount float64, unit string) {
		line := p.Lines[key]
		usd := amount * line.USD
		if usd <= 0 {
			return
		}
		c.Lines = append(c.Lines, CostLine{label, usd, fmt.Sprintf("%s %s × %s USD", say.Short(amount), unit,
			say.Short(line.USD)), line.Source})
		c.TotalUSD += usd
	}
	copies := 1 + r.Value
	if spread(f.ID) {
		copies = 3
	}
	work := 0.0
	for _, t := range q.patterns {
		work += t.rate() * min(opWork[t.Op], 60)
	}
	const month = 30 * 86400
	switch f.ID {
	case "object-storage":
		add("objects", "object_gb", q.DataYear, "GB")
		add("writes of objects", "put_1000", q.Writes*month/1000, "thousand")
		add("reads of objects", "get_1000", q.Reads*month/1000, "thousand")
	case "cache":
		add("memory, two copies", "memory_gb", 2*q.DataYear, "GB")
	default:
		nodes := max(copies, math.Ceil(work/opsPerNode))
		if s.Stage == "sharded" {
			nodes = max(nodes, copies*math.Ceil(q.DataYear/2000))
		}
		add("machines", "node", nodes, "machines")
		add("SSD volumes", "ssd_gb", q.DataYear*copies, "GB")
		add("backups", "object_gb", q.DataYear, "GB")
	}
	for _, x := range second {
		switch x.Family {
		case "cache":
			part := q.HotFraction
			if part == 0 {
				part = .2
			}
			add("cache memory", "memory_gb", max(1, part*q.DataYear), "GB")
		case "object-storage":
			add("objects beside it", "object_gb", q.DataYear, "GB")
		default:
			add(x.Name+" machines", "node", 3, "machines")
		}
	}
	if f.ID == "object-storage" {
		c.Run = storageTier(q, f).Run
	}
	return c
}
