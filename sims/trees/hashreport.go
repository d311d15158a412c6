package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/hashindex"
)

const knuth = "Knuth, The Art of Computer Programming 3, section 6.4"

// hashModel is the hash index.
var hashModel = sims.Model[Params, hashRun]{
	Knobs: hashKnobs, Valid: validHash, Cost: hashCost, Run: sims.Sure(runHash), Takeaway: hashTakeaway,
	Coach: hashCoach, Metrics: hashMetrics, Checks: hashChecks,
	Figures: []sims.Picture[Params, hashRun]{
		{ID: "probes", Work: probeFigure},
		{ID: "counts", Draw: countFigure},
		{ID: "distinct", Work: distinctFigure},
		comparing[hashRun](),
	},
}

func hashTakeaway(_ Params, r hashRun) string {
	return fmt.Sprintf("At load factor %s a lookup that finds its key looks at %s, one that does not at %s, "+
		"whatever the number of rows.",
		say.Short(r.Table.Fill()), places(r.Hit), places(r.Miss))
}

func hashCoach(p Params, r hashRun) string {
	switch {
	case p.Collision == "linear" && p.Load < 0.85:
		return fmt.Sprintf("A miss looks at %s. At load factor 0.9, will it be a little more or several times "+
			"as many? Say a number, then move the load factor.", places(r.Miss))
	case p.Collision == "linear":
		return fmt.Sprintf("Runs of full places grow together: a miss looks at %s. Choose chains at the same "+
			"load factor: what remains of that?", places(r.Miss))
	}
	return fmt.Sprintf("Chains take load factors above 1, but each step may be another page: %s pages a "+
		"hit. Choose linear probing and compare the pages, not the probes.", say.Number(r.HitPages, 2))
}

func places(v float64) string { return say.Number(v, 2) + " places" }

func hashMetrics(p Params, r hashRun) []sims.Metric {
	hit, miss := hashindex.Expected(p.Collision == "linear", r.Table.Fill())
	return []sims.Metric{
		{ID: "probes", Label: "Places looked at, key there", Value: r.Hit, Unit: "places", Better: "lower", Decimals: 2,
			Compare: "theory " + say.Number(hit, 2)},
		{ID: "miss_probes", Label: "Places looked at, key not there", Value: r.Miss, Unit: "places", Better: "lower",
			Decimals: 2, Compare: "theory " + say.Number(miss, 2)},
		{ID: "page_reads", Label: "Pages of a cold lookup", Value: r.HitPages, Unit: "pages", Better: "lower",
			Decimals: 2, Compare: "key there"},
		{ID: "miss_page_reads", Label: "Pages of a lookup that finds nothing", Value: r.MissPages, Unit: "pages",
			Better: "lower", Decimals: 2},
		{ID: "pages", Label: "Pages", Value: float64(r.Table.Pages()), Unit: "pages", Better: "lower"},
		{ID: "fill_pct", Label: "Keys over places", Value: 100 * r.Table.Fill(), Unit: "%", Decimals: 1,
			Compare: "the load factor"},
		{ID: "write_amplification", Label: "Page bytes written for an entry byte", Unit: "×", Better: "lower",
			Decimals: 1, Compare: "through the pool",
			Value: float64(r.Writes) * float64(p.pageBytes()) / (float64(p.N) * float64(p.entryBytes()))},
		{ID: "height", Label: "Levels", Value: 1, Unit: "levels", Compare: "a place is computed, not searched for"},
	}
}

// hashChecks holds the run against Knuth. One table strays from the mean of all tables: by the variance of the total
// displacement, n(6α − 6α² + 4α³ − α⁴)/(12(1 − α)⁴), for linear probing (Flajolet, Poblete and Viola, Algorithmica 22,
// 1998), and a miss, which averages over the squares of the same clusters, by up to 2/(1 − α) times as much (measured
// over 60 tables at six load factors). Four standard errors; a table that may stray by half of the law is too small to
// be held against it.
func hashChecks(p Params, r hashRun) []sims.Check {
	linear, a, n := p.Collision == "linear", r.Table.Fill(), float64(p.N)
	hit, miss := hashindex.Expected(linear, a)
	strayHit, strayMiss := 4*math.Sqrt(a/n), 4*math.Sqrt(a/n)
	if linear {
		table := 4 * math.Sqrt((6*a-6*a*a+4*a*a*a-a*a*a*a)/(12*calc.Pow(1-a, 4)*n))
		strayHit, strayMiss = table+4*math.Sqrt(sampleVariance(r, hit)/lookups), 2*table/(1-a)
	}
	out := []sims.Check{sims.Within("hit", pick(linear, "Probes of a hit: ½(1 + 1/(1 − α))",
		"Probes of a hit: 1 + α/2"), hit, r.Hit, strayHit+0.01*hit, "places", knuth)}
	if strayMiss < miss/2 {
		out = append(out, sims.Within("miss", pick(linear, "Probes of a miss: ½(1 + 1/(1 − α)²)",
			"Probes of a miss: α + e^−α"), miss, r.Miss, strayMiss+0.01*miss, "places", knuth))
	}
	return out
}

// sampleVariance is about the variance of the probes of one hit, by the counts of the run.
func sampleVariance(r hashRun, mean float64) float64 {
	sum, all := 0.0, 0.0
	for i, c := range r.HitCount {
		sum += float64(c) * (float64(i+1) - mean) * (float64(i+1) - mean)
		all += float64(c)
	}
	return 4 * sum / all // long runs are counted in the last class, so allow twice the spread
}

// probeFigure draws probes against the load factor.
func probeFigure(b *model.Budget, p Params, r hashRun) figure.Figure {
	linear := p.Collision == "linear"
	dots := probeCurve(b, p)
	hits := figure.Series{Identity: figure.Identity{Name: "key there", Hue: figure.Blue, Shape: figure.Disc},
		Dots: true}
	misses := figure.Series{Identity: figure.Identity{Name: "key not there", Hue: figure.Orange, Shape: figure.Square},
		Dots: true}
	for _, d := range dots {
		hits.X, hits.Y = append(hits.X, d.load), append(hits.Y, d.hit)
		misses.X, misses.Y = append(misses.X, d.load), append(misses.Y, d.miss)
	}
	lawHit := figure.Series{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, Theory: true}
	lawMiss := lawHit
	lawMiss.Name = "theory, not there"
	top := dots[len(dots)-1].load
	for i := range 41 {
		a := dots[0].load + (top-dots[0].load)*float64(i)/40
		hit, miss := hashindex.Expected(linear, a)
		lawHit.X, lawHit.Y = append(lawHit.X, a), append(lawHit.Y, hit)
		lawMiss.X, lawMiss.Y = append(lawMiss.X, a), append(lawMiss.Y, miss)
	}
	f := figure.Figure{ID: "probes", Title: "Probes against the load factor", Panel: true,
		Caption: "Each dot is a table of 8,000 keys, looked up once each; the lines are Knuth's laws for large tables.",
		Alt:     "Probes of hits and misses against the load factor; both rise, misses faster.",
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "load factor"}, Y: figure.Axis{Label: "probes",
			Unit: "places", Log: linear},
			Series: []figure.Series{lawHit, lawMiss, hits, misses},
			Marks:  []figure.Mark{{Label: "this run", Shape: figure.Circle, X: r.Table.Fill(), Y: r.Hit}}}}
	first, last := dots[len(dots)/2], dots[len(dots)-1]
	f.Takeaway = fmt.Sprintf("From load factor %s to %s a miss goes from %s to %s.", say.Short(first.load),
		say.Short(last.load), places(first.miss), places(last.miss))
	return f
}

// countFigure draws how many lookups took how many probes.
func countFigure(_ Params, r hashRun) figure.Figure {
	c := &figure.Chart{Kind: figure.Bar, Y: figure.Axis{Label: "lookups", Unit: "%"}}
	bar := figure.Series{Identity: figure.Identity{Name: "lookups", Hue: figure.Blue, Shape: figure.Disc}}
	all := 0
	for _, n := range r.HitCount {
		all += n
	}
	for i, n := range r.HitCount {
		c.X.Categories = append(c.X.Categories, fmt.Sprint(i+1)+pick(i == hitClasses-1, " +", ""))
		bar.X, bar.Y = append(bar.X, float64(i)), append(bar.Y, percentOf(float64(n), float64(all)))
	}
	c.X.Label = "places looked at"
	c.Series = []figure.Series{bar}
	return figure.Figure{ID: "counts", Title: "Lookups by places looked at", Chart: c,
		Takeaway: fmt.Sprintf("%s of the lookups find their key in the first place.", say.Percent(bar.Y[0])),
		Caption:  fmt.Sprintf("%s lookups of keys that are there.", say.Int(all)),
		Alt:      fmt.Sprintf("Bars that fall from %s for one place.", say.Percent(bar.Y[0]))}
}

// distinctFigure measures HyperLogLog, which counts distinct keys by the same kind of hash.
func distinctFigure(b *model.Budget, p Params, _ hashRun) figure.Figure {
	const keys, trials = 6_000, 24
	rng := model.Stream(p.Seed, "distinct")
	measured := figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc},
		Dots: true}
	law := figure.Series{Identity: figure.Identity{Name: "1.04/√m", Hue: figure.Grey}, Theory: true}
	band := figure.Band{Label: "theory ± 4 standard errors"}
	inside := 0
	for bits := 4; bits <= 10; bits++ {
		b.Spend(keys * trials * distinctSteps)
		square := 0.0
		for range trials {
			d := hashindex.NewDistinct(bits)
			for range keys {
				d.Add(rng.Uint64())
			}
			off := 100 * (d.Estimate()/keys - 1)
			square += off * off / trials
		}
		m := float64(int(1) << bits)
		want, got := 100*hashindex.DistinctError(1<<bits), math.Sqrt(square)
		stray := want * 4 / math.Sqrt(2*trials) // the standard error of a root mean square over so many trials
		measured.X, measured.Y = append(measured.X, m), append(measured.Y, got)
		law.X, law.Y = append(law.X, m), append(law.Y, want)
		band.X, band.Low, band.High = append(band.X, m), append(band.Low, want-stray), append(band.High, want+stray)
		if math.Abs(got-want) <= stray {
			inside++
		}
	}
	return figure.Figure{ID: "distinct", Title: "Error of counting distinct keys by hash",
		Takeaway: fmt.Sprintf("With 1,024 bytes the count of distinct keys is off by %s; 16,384 bytes would "+
			"give 0.81 %%.", say.Percent(measured.Y[len(measured.Y)-1])),
		Caption: fmt.Sprintf("HyperLogLog, root mean square of %d counts of %s distinct keys. A planner takes one "+
			"over the distinct keys for the part of the rows that an equality keeps.", trials, say.Int(keys)),
		Alt: "Relative error against registers on log scales: measured dots near the line 1.04 over the square " +
			"root of the registers.",
		Badge: &figure.Badge{OK: inside == len(law.X), Text: fmt.Sprintf("%d of %d points in the band", inside,
			len(law.X))},
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "registers of one byte", Log: true},
			Y:      figure.Axis{Label: "error", Unit: "%"},
			Series: []figure.Series{law, measured}, Bands: []figure.Band{band}}}
}
