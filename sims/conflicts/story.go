package conflicts

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// storySteps is the most events that the story tells.
const storySteps = 24

// moment is a write, a delivery or a read of the first conflict.
type moment struct {
	at    int64
	write int // index in Result.First; −1 for a read
	to    int // site that is reached or reads; −1 for the write itself
}

// moments orders the writes of the first conflict and their deliveries by time. A reader looks in at the second site
// before it writes, and at every site when all news has arrived.
func moments(p Params, r Result) []moment {
	if len(r.First) == 0 {
		return nil
	}
	var q model.EventQueue[moment]
	last := r.First[len(r.First)-1]
	before := r.First[len(r.First)-2].At
	q.Push((before+last.At)/2, moment{(before + last.At) / 2, -1, last.Site})
	for i, w := range r.First {
		q.Push(w.At, moment{w.At, i, -1})
		for to := range p.Sites {
			if to != w.Site {
				q.Push(w.At+p.delay(), moment{w.At + p.delay(), i, to})
			}
		}
	}
	end := last.At + p.delay()*5/4
	for site := range p.Sites {
		q.Push(end, moment{end, -1, site})
	}
	var out []moment
	for {
		_, m, ok := q.Pop()
		if !ok || len(out) == storySteps {
			return out
		}
		out = append(out, m)
	}
}

func siteName(s int) string { return "site " + figure.NodeName(s) }

// valueName names the i-th write of the scene.
func valueName(i int) string { return fmt.Sprintf("x%d", i+1) }

// story tells the first conflict of the run event by event.
func story(p Params, r Result) *sims.Story {
	events := moments(p, r)
	if len(events) == 0 {
		return nil
	}
	s := &sims.Story{At: min(p.Step, len(events))}
	from := r.First[0].At
	var held, now [5]siblings // after every event, and after the chosen step
	var seen [5]clock
	versions := make([]version, len(r.First))
	for i, e := range events {
		ms := say.Number(float64(e.at-from)/1000, 1)
		if e.write < 0 {
			s.Events = append(s.Events, fmt.Sprintf("At %s ms a reader at %s finds %s.", ms, siteName(e.to),
				shown(p, r, versions, held[e.to])))
			continue
		}
		w := r.First[e.write]
		if e.to < 0 {
			s.Events = append(s.Events, fmt.Sprintf("At %s ms %s writes %s, its clock says %s ms, and acknowledges.",
				ms, siteName(w.Site), valueName(e.write), say.Number(float64(w.Stamp-from)/1000, 1)))
		} else {
			s.Events = append(s.Events, fmt.Sprintf("At %s ms %s reaches %s.", ms, valueName(e.write), siteName(e.to)))
		}
		if e.to < 0 {
			seen[w.Site][w.Site]++
			versions[e.write] = version{dot{int32(w.Site), seen[w.Site][w.Site]}, seen[w.Site]}
			held[w.Site] = siblings{versions[e.write]}
		} else {
			held[e.to] = held[e.to].merge(siblings{versions[e.write]})
			seen[e.to] = seen[e.to].merge(versions[e.write].Seen)
		}
		if i < s.At {
			now = held
		}
	}
	for site := range p.Sites {
		s.State = append(s.State, [2]string{siteName(site), shown(p, r, versions, now[site])})
	}
	f := sceneFigure(p, r, s.At)
	f.ID = "story"
	s.Figure = &f
	return s
}

// shown is what a reader at a site finds.
func shown(p Params, r Result, versions []version, held siblings) string {
	if len(held) == 0 {
		return "the old value"
	}
	best, out := -1, ""
	for i, v := range versions {
		for _, h := range held {
			if v.Value == h.Value {
				if out != "" {
					out += " and "
				}
				out += valueName(i)
				if best < 0 || newer(r.First[i], r.First[best]) {
					best = i
				}
			}
		}
	}
	if p.Resolver == "lww" {
		return valueName(best)
	}
	return out
}

// sceneFigure draws the first conflict as a space-time diagram, up to a number of events.
func sceneFigure(p Params, r Result, upTo int) figure.Figure {
	f := figure.Figure{ID: "scene", Title: "The first conflict of the run"}
	st := &figure.SpaceTime{Unit: "ms"}
	for s := range p.Sites {
		st.Lanes = append(st.Lanes, siteName(s))
	}
	f.SpaceTime = st
	if len(r.First) == 0 {
		f.Takeaway, f.Alt = "No two writes met in the simulated time.", "Lanes of the sites without a write."
		f.Caption = "More writes, fewer keys or a longer delay make one."
		return f
	}
	from := r.First[0].At
	at := func(t int64) float64 { return float64(t-from) / 1000 }
	told := moments(p, r)
	for _, e := range told[:min(upTo, len(told))] {
		if e.write < 0 {
			st.Events = append(st.Events, figure.SpaceEvent{Lane: e.to, At: at(e.at), Label: "read"})
			continue
		}
		w := r.First[e.write]
		if e.to < 0 {
			st.Events = append(st.Events, figure.SpaceEvent{Lane: w.Site, At: at(w.At), Label: "writes " +
				valueName(e.write), Bad: w.lost && p.Resolver == "lww"})
			continue
		}
		st.Messages = append(st.Messages, figure.SpaceMessage{From: w.Site, Sent: at(w.At), To: e.to, Got: at(e.at),
			Label: valueName(e.write)})
	}
	last, other := r.First[len(r.First)-1], r.First[0]
	for _, w := range r.First[:len(r.First)-1] {
		if w.Site != last.Site {
			other = w
		}
	}
	f.Takeaway = fmt.Sprintf("Sites %s and %s change the key %s ms apart, and news takes %s ms: neither has seen the "+
		"other's write.", figure.NodeName(other.Site), figure.NodeName(last.Site),
		say.Number(float64(last.At-other.At)/1000, 1), say.Short(p.DelayMs))
	f.Caption = "A lane for each site; an arrow is a write on its way."
	f.Alt = "Lanes with writes and arrows between them. " + f.Takeaway
	return f
}
