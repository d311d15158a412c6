package advisor

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"tradeofflab/say"

	"github.com/expr-lang/expr/vm"
)

// machine runs compiled expressions; it is not safe for use by two goroutines at once.
type machine struct{ vm vm.VM }

func (m *machine) holds(p *vm.Program, env any) (bool, error) {
	out, err := m.vm.Run(p, env)
	if err != nil {
		return false, err
	}
	return out.(bool), nil
}

func (m *machine) number(p *vm.Program, q *quantities) (float64, error) {
	out, err := m.vm.Run(p, q)
	if err != nil {
		return 0, err
	}
	v := out.(float64)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("no finite number")
	}
	return v, nil
}

// named are the quantities that a sentence may name.
func (q *quantities) named(name string) (string, bool) {
	number := map[string]float64{"reads": q.Reads, "writes": q.Writes, "total": q.Total, "data_gb": q.DataGB,
		"growth_gb": q.GrowthGB, "data_year_gb": q.DataYear, "latency_ms": q.LatencyMin,
		"item_bytes": q.ItemBytes, "regions": q.Regions, "write_pct": 100 * q.WriteShare, "fit": q.Fit,
		"reads_limit": q.Family.Reads, "writes_limit": q.Family.Writes, "data_limit_gb": q.Family.DataGB}
	if v, ok := number[name]; ok {
		return say.Short(v), true
	}
	text := map[string]string{"schema": q.Schema, "transactions": strings.ReplaceAll(q.Tx, "_", "-"), "team": q.Team,
		"loss": q.Loss, "dominant": strings.ReplaceAll(q.Dominant, "_", " "), "family": q.Family.Name}
	v, ok := text[name]
	return v, ok
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

// fill puts quantities in place of their names in braces.
func fill(template string, q quantities) (string, error) {
	var bad error
	out := braces.ReplaceAllStringFunc(template, func(m string) string {
		v, ok := q.named(strings.Trim(m, "{}"))
		if !ok {
			bad = fmt.Errorf("%s is no quantity", m)
		}
		return v
	})
	return out, bad
}
