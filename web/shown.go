package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"

	"tradeofflab/course"
	"tradeofflab/sims"
)

// shownFile has the markup of all blocks of the course that run or draw something, as they are before a reader moves a
// knob: nobody waits for them after a start. "make shown" makes it anew, and a test says when it is out of date.
//
//go:embed shown.json.br
var shownFile []byte

// shownBlocks is that file unpacked.
type shownBlocks struct {
	// Stamp names the course and the versions of the simulations that the blocks were made of.
	Stamp  string            `json:"stamp"`
	Blocks map[string]string `json:"blocks"` // markup by page and place in its file
}

// stampOf names a course with the versions of its simulations.
func stampOf(c *course.Course, all sims.Catalogue) string {
	h := sha256.New()
	fmt.Fprintln(h, c.Digest)
	for _, s := range all {
		fmt.Fprintln(h, s.Slug, s.Version)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// shown keeps the markup of blocks that no knob of the reader has changed. They are pure functions of the course and
// its simulations, and the same for every reader.
type shown struct {
	flights sims.Flights[string]
	known   sync.Map // string by key
}

// newShown begins with the blocks of a packed file where its stamp is the wanted one, and else with none.
func newShown(packed []byte, stamp string) (*shown, error) {
	s := &shown{}
	s.flights = sims.Flights[string]{Patience: pagePatience, Kept: func(key string) (string, bool) {
		v, ok := s.known.Load(key)
		if !ok {
			return "", false
		}
		return v.(string), true
	}}
	if len(packed) == 0 {
		return s, nil
	}
	var file shownBlocks
	if err := json.NewDecoder(brotli.NewReader(bytes.NewReader(packed))).Decode(&file); err != nil {
		return nil, fmt.Errorf("the kept blocks of lessons cannot be read; make shown makes them anew: %w", err)
	}
	if file.Stamp == stamp {
		for key, markup := range file.Blocks {
			s.known.Store(key, markup)
		}
	}
	return s, nil
}

// get gives the markup under a key, made when it is not there. An error is not kept.
func (s *shown) get(ctx context.Context, key string, made func(context.Context) (templ.Component, error)) (string,
	error) {
	return s.flights.Share(ctx, key, func(ctx context.Context) (string, error) {
		component, err := made(ctx)
		if err != nil {
			return "", err
		}
		markup, err := markupOf(ctx, component)
		if err == nil {
			s.known.Store(key, markup)
		}
		return markup, err
	})
}

func markupOf(ctx context.Context, c templ.Component) (string, error) {
	var b bytes.Buffer
	err := c.Render(ctx, &b)
	return b.String(), err
}

// pack writes all blocks that are known as a file.
func (s *shown) pack(w io.Writer, stamp string) error {
	file := shownBlocks{Stamp: stamp, Blocks: map[string]string{}}
	s.known.Range(func(key, markup any) bool {
		file.Blocks[key.(string)] = markup.(string)
		return true
	})
	z := brotli.NewWriterLevel(w, brotli.BestCompression)
	if err := json.NewEncoder(z).Encode(file); err != nil {
		return err
	}
	return z.Close()
}
