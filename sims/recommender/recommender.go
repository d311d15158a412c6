// Package recommender is a recommender from the inside: a graph index that finds items like a given one (part index),
// the sources of candidates that a request asks side by side (part pipeline), and the choice among variants that learns
// from clicks (part bandit).
package recommender

// The parts.
const (
	indexPart    = "index"
	pipelinePart = "pipeline"
	banditPart   = "bandit"
)

// Params are the learner's knobs. The same Params always give the same report.
type Params struct {
	Part string // index, pipeline, bandit

	// The index.
	N       int     // items, 100–100,000
	Dim     int     // numbers of a vector, 2–128
	Data    string  // gauss, clustered, uniform
	Preset  string  // own takes the knobs; the others take M, EfBuild, Ef and Mode as a product has them
	M       int     // links of a new item on a layer, 4–64
	EfBuild int     // candidates kept while an item is inserted (efConstruction), 20–400
	Ef      int     // candidates kept by a search, 1–2,000; never fewer than K
	K       int     // items asked for, 1–100
	Queries int     // 10–1,000
	Quant   string  // f32, int8, pq: what the search compares
	PQParts int     // bytes of a product-quantised vector, 4–96; divides Dim
	Rerank  int     // items found whose distance is computed again from the full vectors
	Filter  float64 // share of the items that a query may return, %, 0.1–100
	Mode    string  // post, in_graph, pre
	Deleted float64 // share of the items that are deleted, %, 0–50
	Seed    int
	Step    int // position in the story

	// The pipeline.
	Sources   int       // of candidates, asked side by side, 1–5
	SourceMs  []float64 // mean response in ms: one for all, or one a source
	Dist      string    // exp, lognormal
	Spread    float64   // 99th percentile over median of a lognormal response, 2–50
	TimeoutMs float64   // a source that has not answered by then is left out; 0 waits for all
	RPS       float64   // requests per second, a Poisson process
	Requests  int       // followed one by one
	InsertPS  float64   // new items per second; 0 for one that comes alone
	InsertMs  float64   // to insert one into the index, by one writer
	TTL       float64   // how long a list of recommendations is kept, s

	// The bandit.
	Bandit  string    // eps, ucb1, thompson
	Epsilon float64   // share of plays at random, eps only
	CTR     []float64 // true click rates of the variants
	Plays   int       // 100–1,000,000
	Repeats int       // 0 takes as many as fit
}

var defaults = Params{Part: indexPart, N: 5000, Dim: 16, Data: "clustered", Preset: "own", M: 16, EfBuild: 200, Ef: 50,
	K: 10, Queries: 200, Quant: "f32", PQParts: 8, Filter: 100, Mode: "post", Seed: 1, Sources: 3, Dist: "exp",
	Spread: 4, TimeoutMs: 80, RPS: 100_000, Requests: 60_000, InsertMs: 0.5, TTL: 300, Bandit: "thompson",
	Epsilon: 0.1, Plays: 10_000}

// preset is how a product is set where nothing is said.
type preset struct {
	m, efBuild, ef int
	mode           string
}

// presets: hnswlib 0.8.0 (hnswlib/hnswalg.h and ALGO_PARAMS.md: M 16, ef_construction 200, ef 10); Qdrant
// (config/config.yaml: m 16, ef_construct 100; a search without hnsw_ef takes ef_construct); pgvector (README: m 16,
// ef_construction 64, hnsw.ef_search 40, filters after the scan); Milvus (its engine knowhere,
// src/index/hnsw/base_hnsw_config.h: M 30, efConstruction 360, ef 16 or as many as are asked for). Read in November
// 2026. Qdrant and Milvus filter within the search, each after a rule of its own that this graph does not have.
var presets = map[string]preset{
	"hnswlib":  {16, 200, 10, "in_graph"},
	"qdrant":   {16, 100, 100, "in_graph"},
	"pgvector": {16, 64, 40, "post"},
	"milvus":   {30, 360, 16, "in_graph"},
}

// set gives the parameters with those of the preset in place.
func (p Params) set() Params {
	if s, ok := presets[p.Preset]; ok {
		p.M, p.EfBuild, p.Ef, p.Mode = s.m, s.efBuild, s.ef, s.mode
	}
	return p
}

// ef is how many candidates a search keeps: at least as many as are asked for, as in hnswlib and Milvus' engine, but in
// pgvector, whose answer has ef items at most (README: "limited by the size of the dynamic candidate list").
func (p Params) ef() int {
	if p.Preset == "pgvector" {
		return p.Ef
	}
	return max(p.Ef, p.K)
}

// filtered says whether some items may not be returned.
func (p Params) filtered() bool { return p.Filter < 100 }

// scans says whether the search goes through all items that may be returned, one by one.
func (p Params) scans() bool { return p.Mode == "pre" }
