// Package catalogue lists the assignments of the lab.
package catalogue

import (
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/exercises/bank"
	"tradeofflab/exercises/eviction"
	"tradeofflab/exercises/families"
	"tradeofflab/exercises/hashing"
	"tradeofflab/exercises/hospital"
	"tradeofflab/exercises/indexes"
	"tradeofflab/exercises/music"
	"tradeofflab/exercises/pipeline"
	"tradeofflab/exercises/readcache"
	"tradeofflab/exercises/recommender"
	"tradeofflab/exercises/replication"
	"tradeofflab/exercises/rides"
	"tradeofflab/exercises/scalingstory"
	"tradeofflab/exercises/sharding"
	"tradeofflab/exercises/sqlnosql"
	"tradeofflab/exercises/stampede"
	"tradeofflab/exercises/storage"
	"tradeofflab/exercises/streaming"
	"tradeofflab/exercises/writecache"
)

// All holds every assignment: those of the lessons in the order of the course, then those of the case studies. A
// new assignment is its folder and one line here.
var All = []exercises.Exercise{
	sqlnosql.Exercise,
	families.Exercise,
	sharding.Exercise,
	replication.Exercise,
	indexes.Exercise,
	hashing.Exercise,
	storage.Exercise,
	readcache.Exercise,
	writecache.Exercise,
	stampede.Exercise,
	pipeline.Exercise,

	streaming.Exercise,
	rides.Exercise,
	music.Exercise,
	hospital.Exercise,
	bank.Exercise,
	recommender.Exercise,
	scalingstory.Exercise,
}

// Challenges are tasks in code that belong to a simulation, whose slug they bear, and not to the course.
var Challenges = []exercises.Exercise{
	eviction.Exercise,
}

// Drivers are the simulations that run beside learners' code. Whatever starts sandbox.Main or uses sandbox.Inline hands
// them over.
var Drivers = exercises.Drivers(slices.Concat(All, Challenges)...)

// Find returns the assignment or challenge with the slug and whether there is one.
func Find(slug string) (exercises.Exercise, bool) {
	return exercises.Find(slices.Concat(All, Challenges), slug)
}
