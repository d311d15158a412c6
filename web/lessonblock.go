package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/web/kit"
	"tradeofflab/web/results"
)

// blockRun is a simulation inside the text, run with the knobs of the query.
type blockRun struct {
	Sim    *course.Sim
	About  sims.Sim
	Knobs  []sims.Knob // the free ones
	Bad    bool
	Report sims.Report
	Query  string // canonical
	Words  course.HTML
	Out    string // markup of what changes with the knobs
}

// blockMaker makes what the blocks of a lesson show: templates run and draw nothing.
type blockMaker struct {
	server *Server
	view   *pageView
	asker  string
}

// block makes what one block shows. Blocks come in the order of the page: a claim is noted beside its first mention.
func (m blockMaker) block(ctx context.Context, b course.Block) (err error) {
	m.note(b)
	switch body := b.Body.(type) {
	case *course.Figure:
		m.view.Drawn[b.Pos.String()], err = m.drawn(ctx, b, body.Draw)
	case *course.Table:
		if len(body.Cells) == 0 {
			m.view.Drawn[b.Pos.String()], err = m.drawn(ctx, b, body.Draw)
		}
	case *course.Sim:
		m.view.Runs[body.ID], err = m.run(ctx, b, body)
	case *course.Loop:
		m.view.Loops[body.ID], err = m.loop(body)
	}
	return err
}

// run runs a simulation block. A refused value keeps its text at its knob, with the reason.
func (m blockMaker) run(ctx context.Context, at course.Block, b *course.Sim) (blockRun, error) {
	out := blockRun{Sim: b}
	sim, ok := m.server.Sims.Find(b.Sim)
	if !ok {
		return out, errNotFound
	}
	out.About = sim
	given := url.Values{}
	for k, value := range m.view.Query {
		if id, ok := strings.CutPrefix(k, b.ID+"."); ok {
			given[id] = value
		}
	}
	q := b.Query(given)
	run, bad := sim.Parse(q)
	var params *sims.ParamError
	if errors.As(bad, &params) {
		results.MarkKnobs(run.Knobs, params)
	}
	out.Knobs = freeKnobs(b, run.Knobs)
	if bad != nil {
		out.Bad = true
		var err error
		out.Out, err = markupOf(ctx, simBlockOutput(out))
		return out, err
	}
	out.Query = run.Query
	for _, k := range run.Knobs {
		q.Set(k.ID, k.Text)
	}
	show := func(ctx context.Context, asker string) (templ.Component, error) {
		made := out // it may go on when the reader who began it has gone
		var err error
		made.Report, err = m.server.Runs.Partial(ctx, asker, run,
			func(id string) bool { return slices.Contains(b.Figures, id) })
		if err != nil {
			return nil, err
		}
		made.Words, err = b.Sentence(runResult(made.Report), q)
		return simBlockOutput(made), err
	}
	var err error
	if len(given) == 0 {
		out.Out, err = m.server.shown.get(ctx, m.key(at), func(ctx context.Context) (templ.Component, error) {
			return show(ctx, "")
		})
		return out, err
	}
	c, err := show(ctx, m.asker)
	if err != nil {
		return out, err
	}
	out.Out, err = markupOf(ctx, c)
	return out, err
}

// key names a block of a page.
func (m blockMaker) key(b course.Block) string { return m.view.Page.Path + "/" + b.Pos.String() }

// freeKnobs are the knobs that a block leaves to the reader, in the block's order; a sandbox leaves all but the step.
func freeKnobs(b *course.Sim, all []sims.Knob) []sims.Knob {
	var out []sims.Knob
	if b.Sandbox {
		for _, k := range all {
			if k.Kind != sims.StepKnob {
				out = append(out, k)
			}
		}
		return out
	}
	for _, id := range b.Free {
		for _, k := range all {
			if k.ID == id {
				out = append(out, k)
			}
		}
	}
	return out
}

// drawn gives the picture of a figure or table block.
func (m blockMaker) drawn(ctx context.Context, b course.Block,
	draw func(course.World) (figure.Figure, error)) (string, error) {
	return m.server.shown.get(ctx, m.key(b), func(context.Context) (templ.Component, error) {
		f, err := draw(m.server.World)
		return kit.Figure(f, ""), err
	})
}

// loop gives the views of a loop, the index of the one that the query asks for, and whether it is to be nudged.
func (m blockMaker) loop(l *course.Loop) (blockLoop, error) {
	views, err := m.server.blockLoops.get(m.view.Page.Path+"/"+l.ID,
		func() ([]course.LoopView, error) { return l.Draw(m.server.World) })
	out := blockLoop{Views: views, Nudged: m.view.Query.Get(l.ID+".nudged") == "1"}
	for i, v := range views {
		if v.ID == m.view.Query.Get(l.ID+".mode") {
			out.Mode = i
		}
	}
	return out, err
}

// note keeps the claims whose evidence stands beside a block: those that are not simply right, at their first mention.
func (m blockMaker) note(b course.Block) {
	for _, id := range b.Claims {
		c, ok := m.server.Course.Claim(id)
		if !ok || m.view.noted[id] || c.Verdict == "holds" {
			continue
		}
		m.view.noted[id] = true
		m.view.Notes[b.Pos.String()] = append(m.view.Notes[b.Pos.String()], c)
	}
}

// loopLink is the address at which a page shows a loop in one of its modes, as it is or nudged.
func (v *pageView) loopLink(l *course.Loop, mode string, nudged bool) string {
	link := v.Page.Path + "?" + l.ID + ".mode=" + mode
	if nudged {
		link += "&" + l.ID + ".nudged=1"
	}
	return link + "#" + l.ID
}

// drawnOnce keeps what is drawn once in the life of the server: blocks without knobs are pure.
type drawnOnce[V any] struct{ known sync.Map }

// get gives what is kept under the key, drawn when it is not there. An error is not kept.
func (d *drawnOnce[V]) get(key string, draw func() (V, error)) (V, error) {
	if v, ok := d.known.Load(key); ok {
		return v.(V), nil
	}
	v, err := draw()
	if err == nil {
		d.known.Store(key, v)
	}
	return v, err
}

func blockMetrics(run blockRun) []sims.Metric {
	var out []sims.Metric
	for _, id := range run.Sim.Metrics {
		if m, ok := run.Report.Metric(id); ok {
			out = append(out, m)
		}
	}
	return out
}

// unknownBlock fails: a block that no component shows must not vanish from its page.
func unknownBlock(b course.Block) templ.Component {
	return templ.ComponentFunc(func(context.Context, io.Writer) error {
		return fmt.Errorf("no component shows block %s, a %T", b.ID, b.Body)
	})
}
