package results

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// command is the run as a command line.
func command(run sims.Run) string {
	var b strings.Builder
	b.WriteString("lab sim " + run.Sim.Slug)
	for _, k := range run.Knobs {
		if k.Text == k.Default && k.ID != "seed" {
			continue
		}
		text := k.Text
		if strings.ContainsAny(text, " '\"$&;|<>()*?") || text == "" {
			text = "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
		}
		b.WriteString(" --" + k.ID + " " + text)
	}
	return b.String()
}

// stepLink is the address of the same run at another step.
func (v View) stepLink(step int) string {
	q, _ := url.ParseQuery(v.Query)
	q.Set("step", strconv.Itoa(step))
	return "/sims/" + v.Sim.Slug + "?" + q.Encode() + "#story"
}

// turnLink is the address of the run that a turn leads to.
func (v View) turnLink(t sims.Turn) string {
	q, _ := url.ParseQuery(v.Query)
	for _, k := range t.Set {
		q.Set(k[0], k[1])
	}
	return "/sims/" + v.Sim.Slug + "?" + q.Encode() + "#story"
}

// stepLess is the address of the run as asked for, without its step.
func (v View) stepLess() string {
	path, query, _ := strings.Cut(v.Address, "?")
	q, _ := url.ParseQuery(query)
	q.Del("step")
	return path + "?" + q.Encode()
}

func (v View) runLink() string {
	if v.Query == "" {
		return "/sims/" + v.Sim.Slug
	}
	return "/sims/" + v.Sim.Slug + "?" + v.Query
}

func (v View) api(format string) string {
	link := "/api/v1/sims/" + v.Sim.Slug + "?" + v.Query
	if format != "" {
		link += "&format=" + format
	}
	return link
}

// moreLink is the address of a figure's chart for exploring, or of its story for playing.
func (v View) moreLink(f figure.Figure) string {
	if f.Motion != nil {
		return MotionLink(v.Sim.Slug, v.Query)
	}
	return "/sims/" + v.Sim.Slug + "/explore/" + f.ID + "?" + v.Query
}

// MotionLink is the address of the events of a run's story; query is that of the run.
func MotionLink(slug, query string) string { return "/sims/" + slug + "/motion?" + query }

// headline lists the metrics of the panel in their order.
func (v View) headline() []sims.Metric {
	var out []sims.Metric
	for _, id := range v.Sim.Headline {
		if m, ok := v.Report.Metric(id); ok {
			out = append(out, m)
		}
	}
	if len(out) < 3 { // a part of the simulation that has other numbers than the headline
		out = v.Report.Metrics[:min(6, len(v.Report.Metrics))]
	}
	return out
}

// hides reports whether a metric or figure would give the awaited number away.
func (v View) hides(id string) bool {
	return v.Veiled && (v.Sim.Predict.Metric == id || slices.Contains(v.Sim.Predict.Hides, id))
}
