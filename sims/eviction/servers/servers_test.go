package servers

import (
	"context"
	"errors"
	"testing"
)

// hits holds every key and ends the context at one of the requests.
type hits struct {
	asked, endAt int
	end          context.CancelFunc
}

func (h *hits) Get(context.Context, string) (bool, error) {
	if h.asked++; h.asked == h.endAt {
		h.end()
	}
	return true, nil
}

func (*hits) Version() string                   { return "" }
func (*hits) Fit(context.Context, int) error    { return nil }
func (*hits) Set(context.Context, string) error { return nil }
func (*hits) Held(context.Context) (int, error) { return 1, nil }
func (*hits) Close(context.Context) error       { return nil }

// A replay ends with its context, also over a client that does not look at it.
func TestReplayEndsWithItsContext(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	c := &hits{endAt: 3, end: end}
	if _, err := Replay(ctx, c, make([]int32, 100), 0); !errors.Is(err, context.Canceled) || c.asked != 3 {
		t.Errorf("Replay = %v after %d requests, want context.Canceled after 3", err, c.asked)
	}
	out, err := Replay(t.Context(), &hits{}, make([]int32, 100), 40)
	if err != nil || out.Hits != 60 || out.Held != 1 {
		t.Errorf("Replay = %+v, %v; want 60 hits of 1 held object", out, err)
	}
}
