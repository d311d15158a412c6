// Package servers replays requests against real caches, so that a simulated hit ratio can be held beside a measured
// one.
package servers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// Cache is a real cache that was empty when it was opened. Its methods are for one goroutine.
type Cache interface {
	// Version names the server: "Redis 7.0.15".
	Version() string
	// Fit bounds the server to about so many objects. How many it really takes is seen afterwards in Held.
	Fit(ctx context.Context, objects int) error
	// Get reports whether the key is held, and counts as its use.
	Get(ctx context.Context, key string) (bool, error)
	// Set stores the key.
	Set(ctx context.Context, key string) error
	// Held is the number of objects in the server.
	Held(ctx context.Context) (int, error)
	// Close empties the server and gives it the settings it had before.
	Close(ctx context.Context) error
}

// Kinds are the servers that Open knows, as they are named on the command line.
var Kinds = []string{"redis", "memcached"}

// ErrInUse says that a server holds keys. Replaying would throw them out, so it is refused.
var ErrInUse = errors.New("the server holds keys, which a replay would throw out; start an empty one")

// Open connects to a server. It must be empty; ErrInUse otherwise.
func Open(ctx context.Context, kind, addr string) (Cache, error) {
	switch kind {
	case "redis":
		return openRedis(ctx, addr)
	case "memcached":
		return openMemcached(ctx, addr)
	}
	return nil, fmt.Errorf("open server: unknown kind %q", kind)
}

// Outcome is what a replay saw.
type Outcome struct {
	Hits int     // after the first warm requests
	Held float64 // mean number of objects after them
}

// looks is how often a replay counts the objects.
const looks = 100

// Replay asks for each key in turn and stores what is missing, until ctx ends.
func Replay(ctx context.Context, c Cache, ids []int32, warm int) (out Outcome, err error) {
	every, looked := max(1, (len(ids)-warm)/looks), 0
	for i, id := range ids {
		if err := ctx.Err(); err != nil { // not every client looks at the context
			return out, fmt.Errorf("request %d: %w", i, err)
		}
		key := "k" + strconv.Itoa(int(id))
		held, err := c.Get(ctx, key)
		if err == nil && !held {
			err = c.Set(ctx, key)
		}
		if err == nil && i >= warm && (i-warm)%every == 0 {
			var n int
			n, err = c.Held(ctx)
			out.Held += float64(n)
			looked++
		}
		if err != nil {
			return out, fmt.Errorf("request %d: %w", i, err)
		}
		if held && i >= warm {
			out.Hits++
		}
	}
	out.Held /= float64(max(1, looked))
	return out, nil
}
