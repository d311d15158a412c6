//go:build race

package sandbox

// The race detector keeps shadow memory beyond the limit of a child, so no child starts under it.
const underRace = true
