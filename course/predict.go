package course

import "fmt"

// Predict asks for a guess at one metric of a run before the reveal.
type Predict struct {
	ID       string   `yaml:"id"`
	Question string   `yaml:"question"`
	Sim      string   `yaml:"sim"`
	Knobs    Knobs    `yaml:"knobs"`
	Metric   string   `yaml:"metric"`
	Seeds    int      `yaml:"seeds"` // the answer is the mean over seeds 1 … Seeds; 0 is the one run
	Min      float64  `yaml:"min"`
	Max      float64  `yaml:"max"`
	Step     float64  `yaml:"step"`
	Unit     string   `yaml:"unit"`
	Decimals int      `yaml:"decimals"`
	Least    *float64 `yaml:"least"`  // the least possible, drawn below the line
	Quoted   *float64 `yaml:"quoted"` // the value often quoted, drawn below the line
	Within   float64  `yaml:"within"` // a guess at most so far off is near
	Low      Text     `yaml:"low"`    // what to say to a guess below, above and near; {off} is the distance
	High     Text     `yaml:"high"`
	Near     Text     `yaml:"near"`
}

func (p *Predict) id() string { return p.ID }

func (p *Predict) texts() (all []*Text, fill bool) { return []*Text{&p.Low, &p.Near, &p.High}, true }

func (p *Predict) words() []string { return []string{p.Question} }

func (p *Predict) validate(b *Block, found *Problems) {
	need(found, b.Pos, "predict block", map[string]string{"id": p.ID, "question": p.Question, "sim": p.Sim,
		"metric": p.Metric, "low": p.Low.Source, "high": p.High.Source, "near": p.Near.Source})
	if !(p.Min < p.Max && p.Step > 0 && p.Step <= p.Max-p.Min) {
		found.add(b.line("min"), "write min below max and a step that fits between", "scale from %g to %g by %g",
			p.Min, p.Max, p.Step)
	}
	for _, v := range []*float64{p.Least, p.Quoted} {
		if v != nil && (*v < p.Min || *v > p.Max) {
			found.add(b.line("min"), fmt.Sprintf("write a value from %g to %g", p.Min, p.Max),
				"%g is off the scale", *v)
		}
	}
}

func (p *Predict) check(b *Block, k *checker) {
	before := len(k.found)
	k.knobs(b.line("sim"), p.Sim, p.Knobs)
	if len(k.found) > before {
		return
	}
	if r, ok := k.run(b.line("knobs"), p.Sim, p.Knobs); ok {
		k.metric(b.line("metric"), p.Sim, p.Metric, r)
		if v := r.Metrics[p.Metric]; len(k.found) == before && (v < p.Min || v > p.Max) {
			k.found.add(b.line("min"), fmt.Sprintf("let the scale hold %.4g", v),
				"the answer is off the scale of %g to %g", p.Min, p.Max)
		}
		if _, err := p.Judge(p.Min, r.Metrics[p.Metric]); err != nil {
			k.found.add(b.line("low"), "", "%v", err)
		}
		if _, err := p.Judge(p.Max, r.Metrics[p.Metric]); err != nil {
			k.found.add(b.line("high"), "", "%v", err)
		}
	}
}

// Judge says where a guess lies and what to say to it. In the text {off} is the distance and {answer} the answer.
func (p *Predict) Judge(guess, answer float64) (HTML, error) {
	text, off := p.Near, guess-answer
	switch {
	case off < -p.Within:
		text = p.Low
	case off > p.Within:
		text = p.High
	}
	return text.filled(map[string]float64{"off": max(off, -off), "answer": answer, "guess": guess})
}
