// Package model is the toolbox that the simulations share: what bounds a run (Budget), what remembers a part of one
// (Memo), random streams and distributions, an event queue, statistics of samples, and laws of queueing and popularity.
// It knows no simulation.
package model
