package writecache

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story tells a small run with the strategy of this one, moment by moment.
func story(p Params, _ Result) *sims.Story {
	q := p
	q.Keys, q.Zipf, q.Rate, q.FlushS, q.CachedPct, q.ReadPct, q.ReadAfter, q.CrashAt, q.DownS = storyKeys, 0.7, 20, 0.3,
		50, 30, 0.05, 0, 0.2
	q.DBms, q.Capacity, q.CacheMs, q.Batch, q.PauseMs = 20, 100, 0.5, 1_000_000, 0
	q.writes, q.log = 40, true
	log := Run(nil, q).Log
	s := &sims.Story{At: min(p.Step, len(log))}
	for _, m := range log {
		s.Events = append(s.Events, fmt.Sprintf("At %s s %s.", say.Number(m.At, 3), m.Text))
	}
	now := Moment{}
	said := "Some keys are cached; cache and database agree."
	if s.At > 0 {
		now, said = log[s.At-1], s.Events[s.At-1]
	}
	cells := &figure.Cells{Head: "key"}
	top, bottom := figure.CellRow{Label: "cache"}, figure.CellRow{Label: "database"}
	data := &figure.Table{Columns: []figure.Column{{Label: "Key", Identity: true}, {Label: "Cache"},
		{Label: "Database"}, {Label: "State"}}}
	dirty, apart := 0, 0
	for k := range storyKeys {
		name := figure.NodeName(k)
		c, state := figure.Identity{Name: "–", Hue: figure.Grey}, "not cached"
		if now.Cache[k] > 0 || now.Dirty[k] {
			c, state = figure.Identity{Name: fmt.Sprint(now.Cache[k]), Hue: figure.Green}, "same"
			switch {
			case now.Dirty[k]:
				c.Hue, c.Hatch, state = figure.Orange, true, "dirty"
				dirty++
			case now.Cache[k] != now.DB[k]:
				c.Hue, c.Hatch, state = figure.Vermillion, true, "differs"
				apart++
			}
		}
		cells.Columns = append(cells.Columns, name)
		top.Cells = append(top.Cells, c)
		bottom.Cells = append(bottom.Cells, figure.Identity{Name: fmt.Sprint(now.DB[k]), Hue: figure.Green})
		if state == "same" {
			cells.Outlined = append(cells.Outlined, k)
		}
		data.Rows = append(data.Rows, []string{name, c.Name, fmt.Sprint(now.DB[k]), state})
	}
	cells.Rows = []figure.CellRow{top, bottom}
	s.State = [][2]string{{"Clock", say.Number(now.At, 3) + " s"}, {"Dirty keys", fmt.Sprint(dirty)},
		{"Cached keys that differ", fmt.Sprint(apart)}}
	s.Figure = &figure.Figure{ID: "state", Title: "Cache and database, key by key", Takeaway: said,
		Cells: cells, Data: data,
		Caption: "Cells hold versions; 0 is the value before the run. Hatched cells of the cache are dirty or differ " +
			"from the database; outlined columns agree. A small run of six keys, 20 writes a second and slow " +
			"writes of 20 ms.",
		Alt: fmt.Sprintf("Two rows of versions, cache above database: %d dirty keys, %d that differ. %s", dirty,
			apart, said)}
	return s
}
