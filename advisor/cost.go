package advisor

import (
	"fmt"
	"io/fs"
	"math"
	"sync"

	"gopkg.in/yaml.v3"

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

// cost adds up machines, bytes and requests for the state a year from now: each copy in its topology pays for its
// machines and its bytes.
func cost(q, left quantities, second []Secondary, sharding, tier Choice, top Topology) Cost {
	p := prices()
	c := Cost{Date: p.Date, Region: p.Region, Note: "Machines, bytes and requests at list price, for the data of a " +
		"year from now. People and discounts are not in it.", Lines: []CostLine{}}
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
	work, gb := 0.0, left.DataYear
	for _, t := range left.patterns {
		work += t.rate() * min(opWork[t.Op], 60)
	}
	const month = 30 * 86400
	switch top.Kind {
	case kindObject:
		storage := "object_gb"
		if tier.ID == tierCold {
			storage = "object_ia_gb"
			add("reads of cold objects", "object_ia_get_gb", q.Reads*month*q.ItemBytes/1e9, "GB")
		}
		add("objects", storage, gb*q.Regions, "GB")
		add("writes of objects", "put_1000", q.Writes*month*q.Regions/1000, "thousand")
		add("reads of objects", "get_1000", q.Reads*month/1000, "thousand")
	case kindMemory:
		add("memory of all copies", "memory_gb", top.Copies*max(gb, 1), "GB")
	case kindEmbedded:
		add("the machine it shares", "node_micro", 1, "machine")
		add("backups", "object_gb", max(gb, 1), "GB")
	default:
		nodes, size := top.Copies, sizeOf(left, work)
		if size == "node" {
			// Joins, filters and the like weigh more than one lookup; a spare stands in each further region.
			nodes = max(nodes, math.Ceil(work/opsPerNode)+q.Regions-1)
		}
		if sharding.ID != notNow {
			nodes = max(nodes, top.Copies*sharding.Value)
		}
		add("machines", size, nodes, "machines")
		add("SSD volumes", "ssd_gb", gb*top.Copies, "GB")
		add("backups", "object_gb", gb, "GB")
	}
	for _, x := range second {
		switch x.Family {
		case "cache":
			add("cache memory", "memory_gb", cacheGB(left)*q.Regions, "GB")
		case "object-storage":
			add("objects beside it", "object_gb", q.DataYear*blobShare(q)*q.Regions, "GB")
		default:
			add(x.Name+" machines", "node", besideNodes(q, x)*q.Regions, "machines")
		}
	}
	out, between := 0.0, 0.0
	for _, t := range q.patterns {
		if t.Op == "blob_get" {
			out += t.Reads * t.ItemBytes * month / 1e9
		}
		between += (q.Regions - 1) * t.Writes * t.ItemBytes * month / 1e9
	}
	add("bytes out to readers", "egress_gb", out, "GB")
	add("bytes between regions", "region_gb", between, "GB")
	if top.Kind == kindObject {
		c.Run = tier.Run
	}
	return c
}

// besideNodes is how many machines a store beside the primary has in each region: three, or what its reads take.
func besideNodes(q quantities, x Secondary) float64 {
	nodes := 3.0
	for _, p := range q.patterns {
		if p.label() == x.Pattern && x.oneReads > 0 {
			nodes = max(nodes, math.Ceil(p.Reads/x.oneReads))
		}
	}
	return nodes
}

// sizeOf names the machine of the price list that the work asks for.
func sizeOf(q quantities, work float64) string {
	switch {
	case q.Total <= 10 && q.DataYear <= 5:
		return "node_micro"
	case work <= 2000 && q.DataYear <= 100:
		return "node_small"
	case work <= 10_000 && q.DataYear <= 1000:
		return "node_large"
	}
	return "node"
}
