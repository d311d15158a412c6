package indexes

import (
	"context"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/sqlengine"
)

// measure times the run on this machine.
func measure(ctx context.Context, p Params) ([]sims.Measurement, error) {
	d := data{p.Rows, p.PerUser, p.Seed}
	plain, user, err := base(d)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	img, err := prepare(nil, plain, p)
	if err != nil {
		return nil, err
	}
	built := time.Since(start)
	start = time.Now()
	for _, text := range p.statements(d, user) {
		if _, err := img.Query(ctx, text, sqlengine.QueryOptions{Cache: p.Cache}); err != nil {
			return nil, err
		}
	}
	asked := time.Since(start)
	start = time.Now()
	if _, err := insertCost(img, d); err != nil {
		return nil, err
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return []sims.Measurement{
		{ID: "index_ms", Label: "Making the indexes", Value: ms(built), Unit: "ms"},
		{ID: "query_ms", Label: "Opening the database and running the query", Value: ms(asked), Unit: "ms"},
		{ID: "insert_us", Label: "One insert, committed alone or in a batch, counting included",
			Value: ms(time.Since(start)) * 1000 / (2 * sampleInserts), Unit: "µs"},
	}, nil
}
