package store

import (
	"slices"
	"testing"
)

// TestNamesSortAsReadersExpect holds the order to Unicode Technical Standard 10, 1.1: letters before accents before
// case, its example cote, coté, côte, côté among them, so that Ålesund is found among the As and not behind Z.
func TestNamesSortAsReadersExpect(t *testing.T) {
	want := []string{"ada", "Ada", "Ákos", "Ålesund", "Álvarez", "Amy", "cote", "coté", "côte", "côté", "Łukasz",
		"Öz", "Ozan", "zoe", "Zoë"}
	got := slices.Clone(want)
	slices.Sort(got)
	if slices.Equal(got, want) {
		t.Fatal("the order of code points is the same, so this shows nothing")
	}
	byName(got, func(s string) string { return s })
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
