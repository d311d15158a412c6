// Package bench compares the lab's algorithms with well-known Go libraries, side by side on one machine. It is a module
// of its own so that the peers stay out of the lab's go.mod. Run it with
//
//	cd bench && go test -bench . -benchtime 1x
//
// x-peer is how many times less process CPU time the lab takes, the median of interleaved rounds.
package bench
