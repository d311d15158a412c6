package advisor

// choose puts the product, its alternatives and the bill into a store. With cheapest a service is taken where it costs
// no more than machines of one's own.
func (r *Rules) choose(s *Store, q quantities, rebuilt, cheapest bool) {
	d := s.demand(q)
	d.loss, d.cloud = q.lossOf(), q.asked.Cloud
	if !rebuilt && q.asked.Current != nil {
		d.today, _ = r.today(q.asked.Current.Engine)
	}
	if d.cloud == "" {
		d.cloud = "aws"
	}
	if rebuilt {
		d.loss = ""
	}
	for _, p := range s.quantity.patterns {
		if p.rate() > 0 {
			d.item = max(d.item, p.ItemBytes)
		}
	}
	ways := []string{runManaged, runSelf}
	if s.Kind == kindEmbedded {
		ways = []string{runEmbedded}
	}
	offers := map[string]offer{}
	for _, run := range ways {
		first, second, out := r.pick(s.Family, s.Kind, run, d)
		if run == runManaged && s.Kind == kindObject {
			first, second = r.withoutEgress(*s, q, d, first, second)
		}
		if first.Metered && second.Name != "" && r.usd(*s, first) > dearer*r.usd(*s, second) && r.usd(*s, second) > 0 {
			first, second = second, first
		}
		offers[run] = offer{first, second, out}
	}
	if cheapest && offers[runManaged].first.Name != "" && r.usd(*s, offers[runManaged].first) <= r.usd(*s,
		offers[runSelf].first) {
		s.Run = runManaged
	}
	if offers[s.Run].first.Name == "" { // nothing of the way that was meant fits
		for _, run := range ways {
			if offers[run].first.Name != "" {
				s.Run = run
				break
			}
		}
	}
	s.Alternatives = []Alternative{}
	for _, run := range ways {
		o := offers[run]
		switch {
		case run == s.Run:
			s.excluded = o.out
			s.model, s.Product = o.first, o.first.Name
			s.resize(o.first)
			b := r.billOf(*s, o.first)
			s.lines, s.USD = b.lines, b.total()
			if o.second.Name != "" {
				s.Alternatives = append(s.Alternatives, Alternative{Run: run, Product: o.second.Name,
					USD: r.usd(*s, o.second)})
			}
		case o.first.Name != "":
			s.Alternatives = append(s.Alternatives, Alternative{run, o.first.Name, o.second.Name, r.usd(*s, o.first)})
		}
	}
}

// demand is what the store asks of a product, one of as many as it is split into.
func (s Store) demand(q quantities) demand {
	n := max(1, s.Shards)
	return demand{gb: s.GBYear / n, regions: q.Regions, resident: q.resident(), ops: (s.Reads + s.Writes) / n,
		writes: s.Writes / n}
}

// offer is what one way to run a store has: two products, and those that the numbers exclude.
type offer struct {
	first, second Product
	out           []string
}

// dearer is how many times the bill by requests has to be that of machines to make these the first choice.
const dearer = 3

// usd is the bill of a store as a product.
func (r *Rules) usd(s Store, p Product) float64 {
	s.model = p
	s.resize(p)
	b := r.billOf(s, p)
	return b.total()
}

// withoutEgress takes a service that charges nothing for bytes that leave where a small team names no cloud and the
// bytes that leave would cost more than those that stay.
func (r *Rules) withoutEgress(s Store, q quantities, d demand, first, second Product) (Product, Product) {
	out := egressGB(q) * r.Prices.Lines["egress_gb"].USD
	if q.Team != "small" || q.asked.Cloud != "" || out <= r.usd(s, first) {
		return first, second
	}
	for _, p := range r.Products {
		if p.Family == s.Family && p.FreeEgress && p.unfit(d) == "" {
			return p, first
		}
	}
	return first, second
}
