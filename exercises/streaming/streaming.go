// Package streaming is the assignment of the case study of a streaming service: growth, a cache, a log and copies are
// sized, and views are split by how they are read.
package streaming

import (
	_ "embed"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/streaming/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "streaming", Title: prompt.Title(), Case: "streaming", Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant     int
	growth      int     // % a quarter
	factor      int     // times the data that the store is built for
	pb          float64 // of the cache
	servers     int
	ram         int     // GB of a server
	ops         int     // millions a second
	hit, better float64 // %
	peak        int     // GB a second
	part, use   int     // MB a second of a partition, and % of it that is planned
	n, w        int
}

// newTask draws the case. Variant 0 has the numbers of the case study; the memory of a server is ours.
func newTask(variant int) task {
	t := task{variant: variant, growth: 30, factor: 5, pb: 14.3, servers: 22_000, ram: 256, ops: 400, hit: 95,
		better: 99.9, peak: 35, part: 10, use: 70, n: 3, w: 1}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment streaming")
	t.growth = 12 + 2*rng.IntN(17)
	t.factor = 3 + rng.IntN(8)
	t.servers = 1000 * (5 + rng.IntN(26))
	t.ram = []int{128, 256, 384}[rng.IntN(3)]
	t.pb = exercises.Round(float64(t.servers*t.ram)*float64(17+rng.IntN(20))/1e7, 1) // 1.7 to 3.6 times the memory
	t.ops = 50 * (2 + rng.IntN(11))
	t.hit = []float64{90, 92, 95, 96}[rng.IntN(4)]
	t.better = []float64{99, 99.5, 99.8, 99.9}[rng.IntN(4)]
	t.peak = 8 + rng.IntN(40)
	t.part = []int{5, 8, 10, 12}[rng.IntN(4)]
	t.use = []int{50, 60, 70, 80}[rng.IntN(4)]
	t.n = 3 + 2*rng.IntN(2)
	t.w = 1 + rng.IntN(t.n/2)
	return t
}

// quarters is the time to a factor, in quarters that need not be whole.
func (t task) quarters() float64 {
	return math.Log(float64(t.factor)) / math.Log1p(float64(t.growth)/100)
}

// each is what a server holds, GB.
func (t task) each() float64 { return t.pb * 1e6 / float64(t.servers) }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"growth": strconv.Itoa(t.growth), "factor": strconv.Itoa(t.factor),
		"pb": say.Plain(t.pb), "servers": say.Int(t.servers), "ram": strconv.Itoa(t.ram), "ops": strconv.Itoa(t.ops),
		"hit": say.Plain(t.hit), "better": say.Plain(t.better), "peak": strconv.Itoa(t.peak),
		"part": strconv.Itoa(t.part), "use": strconv.Itoa(t.use), "n": strconv.Itoa(t.n),
		"confirm": say.Either(t.w, "one confirms", strconv.Itoa(t.w)+" confirm"),
		"each":    say.Number(t.each(), 0), "missHit": say.Plain(misses(t.hit)),
		"missBetter": say.Plain(misses(t.better))})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given()}
	d.Ask(growth(t, w.Of("growth")), server(t, w.Of("server")), media(t, w.Of("media")), load(t, w.Of("load")),
		times(t, w.Of("times")), lost(t, w.Of("lost")), partitions(t, w.Of("partitions")), miss(t, w.Of("miss")),
		split(t, w.Of("split")))
	return d
}

// misses is the share of reads that a cache does not answer, %.
func misses(hit float64) float64 { return exercises.Round(100-hit, 4) }
