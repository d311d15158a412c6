package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Who runs a product.
const (
	runEmbedded = "embedded"
	runManaged  = "managed"
	runSelf     = "self_run"
)

// unpriced is how a product is sold whose list price we do not know: it is named as an alternative only.
const unpriced = "unpriced"

// kindSharded is a single writer that a layer splits over several machines.
const kindSharded Kind = "sharded"

// Product is one product, or service, of a family with its limits.
type Product struct {
	Name   string   `yaml:"name" json:"name"`
	Family string   `yaml:"family" json:"family"`
	Kind   Kind     `yaml:"kind" json:"kind"`
	Run    string   `yaml:"run" json:"run"`       // embedded, managed or self_run
	Clouds []string `yaml:"clouds" json:"clouds"` // empty: any
	Sold   string   `yaml:"sold" json:"sold"`     // how it is billed, see the price file
	Limits Limits   `yaml:"limits" json:"limits"`
	Engine string   `yaml:"engine" json:"engine"` // whose language and habits it has
	Shape  Shape    `yaml:"shape" json:"shape"`
	// its copies share one storage, paid once a region; readers may ask its standby; it is paid by requests
	SharedStorage bool `yaml:"shared_storage" json:"shared_storage,omitempty"`
	Readable      bool `yaml:"readable" json:"readable,omitempty"`
	Metered       bool `yaml:"metered" json:"metered,omitempty"`
	// bytes that leave cost nothing
	FreeEgress bool `yaml:"free_egress" json:"free_egress,omitempty"`
	// all its regions hold all records
	Everywhere bool `yaml:"everywhere" json:"everywhere,omitempty"`
	// how its copies lie over several regions, and what the loss of one costs, where that is its own way
	Wide string `yaml:"wide" json:"wide,omitempty"`
	Far  string `yaml:"far" json:"far,omitempty"`

	Aliases []string `yaml:"aliases" json:"aliases"` // how people call it, in small letters
	Source  string   `yaml:"source" json:"source"`
	URL     string   `yaml:"url" json:"url"`
	Note    string   `yaml:"note" json:"note"`
}

// Limits are the most that a product takes; 0 where there is none.
type Limits struct {
	GB        float64 `yaml:"gb" json:"gb,omitempty"`
	ItemBytes float64 `yaml:"item_bytes" json:"item_bytes,omitempty"`
	Regions   float64 `yaml:"regions" json:"regions,omitempty"`
	Several   float64 `yaml:"several" json:"several,omitempty"` // fewest regions where it lies in more than one
	Ops       float64 `yaml:"ops" json:"ops,omitempty"`         // operations a second
	Writes    float64 `yaml:"writes" json:"writes,omitempty"`   // a second
	// tolerated losses for which it may hold the truth; nil: all
	Loss []string `yaml:"loss" json:"loss"`
}

// demand is what a store asks of a product.
type demand struct {
	gb, item, regions, ops, writes float64
	resident                       bool   // records of some region must not leave it
	loss                           string // "" for what can be made again
	cloud                          string
	today                          Product // what runs now, where it may stay; empty otherwise
}

// keeps says how much of what runs today a product keeps: all of it, its engine, or nothing.
func (d demand) keeps(p Product) int {
	switch {
	case d.today.Name == "":
		return 0
	case p.Name == d.today.Name:
		return 2
	case p.Engine == d.today.Engine:
		return 1
	}
	return 0
}

// unfit says why a product does not do, or "" where it does.
func (p Product) unfit(d demand) string {
	over := func(want, most float64, what, unit string) string {
		if most > 0 && want > most {
			return fmt.Sprintf("%s takes %s %s at most, and %s%s is asked for", p.Name, say.Short(most)+unit, what,
				say.Short(want), unit)
		}
		return ""
	}
	for _, why := range []string{over(d.gb, p.Limits.GB, "of data", " GB"),
		over(d.item, p.Limits.ItemBytes, "in one item", " bytes"),
		over(d.regions, p.Limits.Regions, say.Plural(int(p.Limits.Regions), "region"), ""),
		over(d.ops, p.Limits.Ops, "operations a second", ""), over(d.writes, p.Limits.Writes, "writes a second", "")} {
		if why != "" {
			return why
		}
	}
	if d.regions > 1 && d.regions < p.Limits.Several {
		return fmt.Sprintf("%s lies in one region or in %s and more, and %s are asked for", p.Name,
			say.Word(int(p.Limits.Several)), say.Word(int(d.regions)))
	}
	if d.resident && p.Everywhere {
		return p.Name + " keeps all records in all its regions, and some must not leave theirs"
	}
	if d.loss != "" && p.Limits.Loss != nil && !slices.Contains(p.Limits.Loss, d.loss) {
		return p.Name + " is no place for the only copy where the loss of writes is to be " + d.loss
	}
	return ""
}

// offered says whether the product can be had there.
func (p Product) offered(cloud string) bool {
	switch {
	case cloud == "own":
		return p.Run != runManaged
	case len(p.Clouds) == 0:
		return true
	}
	return slices.Contains(p.Clouds, cloud)
}

// Alternative is another product for a store, with its bill.
type Alternative struct {
	Run     string  `json:"run"`
	Product string  `json:"product"`
	Instead string  `json:"instead,omitempty"` // the second choice of the same way
	USD     float64 `json:"usd_month"`
}

// Bill is what the alternative costs, in words.
func (a Alternative) Bill() string {
	if a.USD == 0 {
		return "no list price known"
	}
	return say.Number(a.USD, 0) + " USD"
}

// pick gives the first and the second product of a family for one way to run it, and those that the numbers exclude.
func (r *Rules) pick(family string, kind Kind, run string, d demand) (first, second Product, out []string) {
	all := slices.Clone(r.Products)
	slices.SortStableFunc(all, func(a, b Product) int { return d.keeps(b) - d.keeps(a) })
	for _, p := range all {
		if p.Family != family || p.Run != run || !p.offered(d.cloud) || !matches(p.Kind, kind) {
			continue
		}
		if why := p.unfit(d); why != "" {
			if first.Name == "" {
				out = append(out, why)
			}
			continue
		}
		switch {
		case first.Name == "" && p.Sold != unpriced:
			first = p
		case second.Name == "":
			second = p
		}
	}
	return first, second, out
}

// matches says whether a product of one kind serves a store of another: engines that split themselves and libraries are
// taken where they are asked for, and only there.
func matches(product, store Kind) bool {
	special := func(k Kind) bool { return k == kindDistributed || k == kindEmbedded || k == kindSharded }
	if special(product) || special(store) {
		return product == store
	}
	return true
}

// today is the product that runs today, by the longest of its names that stands in the text; ok is false where none is
// known.
func (r *Rules) today(engine string) (best Product, ok bool) {
	text := " " + strings.Map(func(c rune) rune {
		if strings.ContainsRune(",;()/+&", c) {
			return ' '
		}
		return c
	}, strings.ToLower(engine)) + " "
	at := 0
	for _, p := range r.Products {
		for _, name := range append([]string{strings.ToLower(p.Name)}, p.Aliases...) {
			if len(name) > at && strings.Contains(text, " "+name+" ") {
				best, at, ok = p, len(name), true
			}
		}
	}
	return best, ok
}

// checkProducts holds the products to known words.
func (r *Rules) checkProducts() Mistakes {
	var bad Mistakes
	seen := map[string]bool{}
	for _, p := range r.Products {
		add := func(format string, args ...any) {
			bad = append(bad, Mistake{"products.yaml", 1, fmt.Sprintf("product %q: ", p.Name) + fmt.Sprintf(format,
				args...)})
		}
		if p.Name == "" || p.Source == "" || p.Engine == "" {
			add("needs name, engine and source")
		}
		if seen[p.Name] {
			add("the name is taken")
		}
		seen[p.Name] = true
		if _, ok := r.family(p.Family); !ok {
			add("unknown family %q", p.Family)
		}
		if !slices.Contains([]string{runEmbedded, runManaged, runSelf}, p.Run) {
			add("run is embedded, managed or self_run; got %q", p.Run)
		}
		if !slices.Contains(append([]Kind{kindSharded, kindDistributed, kindEmbedded}, kinds...), p.Kind) {
			add("unknown kind %q", p.Kind)
		}
		if _, ok := tariffs[p.Sold]; !ok {
			add("unknown way of being sold %q", p.Sold)
		}
		for _, l := range p.Limits.Loss {
			if !slices.Contains(losses, l) {
				add("limits.loss is one of %s; got %q", strings.Join(losses, ", "), l)
			}
		}
	}
	return bad
}
