package web

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4/middleware"

	"tradeofflab/store"
)

// ShutAddresses leaves no address a try.
func (s *Server) ShutAddresses() {
	s.doors.address = middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
		Rate: 1e-9, Burst: 1})
	s.doors.address.Allow(network("127.0.0.1"))
}

// TestLoginThatWasRemovedMeanwhile signs nobody in.
func TestLoginThatWasRemovedMeanwhile(t *testing.T) {
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "lab.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &Server{Config: Config{Store: db}}
	id, err := db.AddAccount(ctx, store.Account{Name: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SetReturnCode(ctx, id, "ABC", store.By{}); err != nil {
		t.Fatal(err)
	}
	l, err := db.FindLogin(ctx, store.ReturnCode, "", "ABC")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.used(ctx, l); err != nil {
		t.Errorf("while it is there: %v", err)
	}
	if err := db.SetReturnCode(ctx, id, "DEF", store.By{}); err != nil {
		t.Fatal(err)
	}
	if err := s.used(ctx, l); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("once it was replaced: %v", err)
	}
}

// TestAddressesThatAreFollowed goes on within this site alone.
func TestAddressesThatAreFollowed(t *testing.T) {
	for to, want := range map[string]string{"/me": "/me", "/classes/1?a=b#c": "/classes/1?a=b#c", "": "x", "me": "x",
		"//evil.example": "x", "/\\evil.example": "x", "https://evil.example": "x", "/a\r\nb": "x", "/a\x7fb": "x",
		"/a\u0085b": "x"} {
		if got := ahead(to, "x"); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}

func TestNetworkOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":              "192.0.2.7",
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"2001:db8:1:2:f::1":      "2001:db8:1:2::/64",
		"fe80::1%eth0":           "fe80::/64",
		"::ffff:192.0.2.7":       "::ffff:192.0.2.7",
		"what no address can be": "what no address can be",
	} {
		if got := network(address); got != want {
			t.Errorf("of %s: %s, want %s", address, got, want)
		}
	}
}
