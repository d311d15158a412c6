//go:build race

package main

// The race detector keeps shadow memory beyond the limit of a child, so no learner's code runs under it.
const underRace = true
