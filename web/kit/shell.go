// Package kit holds what all pages share: what stands around them, figures with their words and data, knobs, fields for
// guesses, and icons. It knows neither the server nor what any page is about.
package kit

// Shell is what stands around every page.
type Shell struct {
	Title   string
	Current string // part of the site: course, sims, claims
	Place   string // "5 of 11 lessons"
	Name    string // of who is signed in, "" for a guest
	CSS, JS string
	Style   string // style sheet of this part of the site alone, "" for none
	Fonts   []string
	Icon    string
	Version string
	Path    string // of this page, for forms that come back to it
	Find    string // text in the search field
}
