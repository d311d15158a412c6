package transactions

import (
	"fmt"

	"tradeofflab/figure"
)

func messagesFigure(p Params, r Result) figure.Figure {
	f := figure.Figure{ID: "messages", Title: "The messages of one transfer", Takeaway: "A transfer.", Alt: "A diagram."}
	d := &figure.SpaceTime{Unit: "ms", Lanes: []string{"coordinator"}}
	for i := range p.Span {
		d.Lanes = append(d.Lanes, fmt.Sprintf("account %d", i+1))
	}
	f.SpaceTime = d
	if r.Example == nil {
		return f
	}
	for _, m := range r.Example.Messages {
		d.Messages = append(d.Messages, figure.SpaceMessage{From: m.From + 1, Sent: float64(m.Sent-r.Example.Start) / ms,
			To: m.To + 1, Got: float64(m.Got-r.Example.Start) / ms, Lost: m.Lost})
	}
	return f
}
