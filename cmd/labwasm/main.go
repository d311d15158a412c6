//go:build js

// Labwasm is the engine in the browser: it makes the results of a run, byte for byte as the server does. It is built by
// cmd/labwasm/build, which adds the simulations that one file holds.
package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"syscall/js"

	"tradeofflab/sims"
	"tradeofflab/web/results"
)

// held are the simulations of this file; the build fills it.
var held sims.Catalogue

// answer is the reply to one request: a status as the server would send it, 0 where the server must be asked.
type answer struct {
	status int
	html   string
}

var runs sims.Alone

// respond makes the results for an address such as "/sims/hashing?nodes=5". Parts are the names of those in sight,
// separated by blanks, where moving says that nothing else is asked for.
func respond(address, parts string, moving bool, guess *float64, code *results.Code) answer {
	path, query, _ := strings.Cut(address, "?")
	sim, ok := held.Find(strings.TrimPrefix(path, "/sims/"))
	if !ok {
		return answer{}
	}
	// A bare ";" is kept, as the server keeps it.
	q, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
	if err != nil {
		return answer{}
	}
	asked := results.Asked{Query: q, Address: address, Guess: guess, Code: code}
	if asked.Run, err = sim.Parse(q); err != nil {
		return written(http.StatusUnprocessableEntity, asked.Refused(err))
	}
	if moving {
		asked.Parts = append([]string{}, strings.Fields(parts)...)
	}
	v, err := asked.View(context.Background(), &runs)
	if err != nil {
		return answer{}
	}
	return written(http.StatusOK, v)
}

func written(status int, v results.View) answer {
	var b strings.Builder
	if err := v.HTML().Render(context.Background(), &b); err != nil {
		return answer{}
	}
	return answer{status, b.String()}
}

// known reads what the page tells of its reader and its simulation: a guess, and a challenge in code.
func known(page js.Value) (guess *float64, code *results.Code) {
	if g := page.Get("guess"); g.Type() == js.TypeNumber {
		value := g.Float()
		guess = &value
	}
	if c := page.Get("code"); c.Type() == js.TypeObject {
		code = &results.Code{Slug: c.Get("slug").String(), Title: c.Get("title").String(),
			Summary: c.Get("summary").String()}
	}
	return guess, code
}

func main() {
	js.Global().Set("labAnswer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		guess, code := known(args[3])
		a := respond(args[0].String(), args[1].String(), args[2].Bool(), guess, code)
		return map[string]any{"status": a.status, "html": a.html}
	}))
	js.Global().Call("labReady")
	select {}
}
