package trees

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/trees/inverted"
)

// invertedModel is the inverted index.
var invertedModel = sims.Model[Params, invertedRun]{
	Knobs: invertedKnobs, Valid: validInverted, Cost: invertedCost, Run: sims.Sure(runInverted),
	Takeaway: invertedTakeaway, Coach: invertedCoach, Metrics: invertedMetrics, Checks: invertedChecks,
	Figures: []sims.Picture[Params, invertedRun]{
		{ID: "query", Draw: queryFigure},
		{ID: "postings", Draw: postingsFigure},
		{ID: "gaps", Draw: zipFigure},
		comparing[invertedRun](),
	},
}

// wanted is the query as it is read out.
func (p Params) wanted() string { return strings.Join(p.Query, " AND ") }

func invertedTakeaway(p Params, r invertedRun) string {
	return fmt.Sprintf("%s: %s, of %s. One document adds %s index entries.", p.wanted(),
		verbed(len(r.Found), "document", "matches", "match"), say.Int(p.N),
		say.Number(r.entriesPerDocument(), 1))
}

func invertedCoach(_ Params, r invertedRun) string {
	if len(r.Found) == 0 {
		return "No document holds all these words. The rarest word decides: take it out and look at what is left."
	}
	return fmt.Sprintf("%s postings were compared to find %s. Add a rare word such as c9, one of the customers: "+
		"how few are compared then?", say.Int(r.Compared), say.Count(len(r.Found), "document"))
}

func invertedMetrics(p Params, r invertedRun) []sims.Metric {
	return []sims.Metric{
		{ID: "write_amplification", Label: "Index entries for one document", Value: r.entriesPerDocument(),
			Unit: "entries", Better: "lower", Decimals: 2,
			Compare: "one for each different word; a B+ tree has one a row"},
		{ID: "page_reads", Label: "Pages of the query", Value: float64(r.QueryPages), Unit: "pages", Better: "lower",
			Compare: "postings, and a dictionary page a word"},
		{ID: "probes", Label: "Postings compared", Value: float64(r.Compared), Unit: "postings", Better: "lower",
			Compare: fmt.Sprintf("a scan reads %s documents", say.Int(r.Index.Documents))},
		{ID: "pages", Label: "Pages of postings", Value: float64(r.ListPages), Unit: "pages", Better: "lower",
			Compare: "each list on pages of its own"},
		{ID: "fill_pct", Label: "Filled share of those pages", Value: percentOf(float64(r.Index.Bytes()),
			float64(r.ListPages*p.pageBytes())), Unit: "%", Better: "higher", Decimals: 1},
		{ID: "false_positive_pct", Label: "Matches that a scan does not confirm", Value: percentOf(float64(r.Differ),
			float64(len(r.Found))), Unit: "%", Better: "lower"},
		{ID: "matches", Label: "Documents found", Value: float64(len(r.Found)), Unit: "documents"},
		{ID: "terms", Label: "Different words", Value: float64(len(r.Terms)), Unit: "words"},
		{ID: "posting_bytes", Label: "Bytes of a posting", Value: float64(r.Index.Bytes()) / float64(r.Index.Entries),
			Unit: "B", Better: "lower", Decimals: 3, Compare: fmt.Sprintf("%d B as plain numbers", plainPosting)},
		{ID: "index_over_text_pct", Label: "Postings over text", Value: percentOf(float64(r.Index.Bytes()),
			float64(r.Text)), Unit: "%", Better: "lower", Decimals: 1},
	}
}

func invertedChecks(_ Params, r invertedRun) []sims.Check {
	postings := 0
	for _, t := range r.Terms {
		postings += t.Documents
	}
	return []sims.Check{
		sims.Within("and", "AND finds what a scan of all documents finds", float64(r.Scanned), float64(len(r.Found)), 0,
			"documents", "set intersection"),
		sims.Within("missing", "Documents that one of the two misses", 0, float64(r.Differ), 0, "documents",
			"set intersection"),
		sims.Within("entries", "One posting for each different word of each document", float64(r.Index.Entries),
			float64(postings), 0, "postings", "invariant"),
		sims.AtMost("gap", "A gap takes at most 3 B below 2 million documents", 3,
			float64(r.Index.Bytes())/float64(r.Index.Entries), "B", "varint of 7 bits a byte"),
	}
}

const shownDocuments = 6

// queryFigure is the table of the words asked for and what they have in common.
func queryFigure(p Params, r invertedRun) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Word"}, {Label: "Documents", Numeric: true, Strong: true},
		{Label: "Bytes", Numeric: true}, {Label: "First postings"}}}
	list := func(ids []int32) string {
		parts := []string{}
		for _, id := range ids[:min(len(ids), shownDocuments)] {
			parts = append(parts, fmt.Sprint(id+1))
		}
		if len(ids) > shownDocuments {
			parts = append(parts, "…")
		}
		return pick(len(parts) == 0, "–", strings.Join(parts, ", "))
	}
	for _, q := range r.Query {
		t.Rows = append(t.Rows, []string{q.Term, say.Int(q.Documents), say.Int(q.Bytes),
			list(r.Index.Postings(q.Term))})
	}
	t.Rows = append(t.Rows, []string{"all of them", say.Int(len(r.Found)), "", list(r.Found)})
	f := figure.Figure{ID: "query", Title: "Postings of the words asked for", Table: t,
		Takeaway: fmt.Sprintf("%s: %s, after %s.", p.wanted(), verbed(len(r.Found), "document", "matches", "match"),
			verbed(r.Compared, "posting", "was compared", "were compared")),
		Caption: "Rarest word first: each of its documents is looked up in the next list. Documents are " +
			"numbered from 1.",
		Alt: "A table of the words with their documents, and the documents that hold all of them."}
	if len(r.Found) > 0 && int(r.Found[0]) < len(inverted.Corpus) {
		f.Caption += fmt.Sprintf(" Document %d reads: %s", r.Found[0]+1, inverted.Corpus[r.Found[0]])
	}
	return f
}

const shownTerms = 12

// postingsFigure is the table of the commonest words and a few that are rare.
func postingsFigure(_ Params, r invertedRun) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Word"}, {Label: "Documents", Numeric: true, Strong: true},
		{Label: "Share", Unit: "%", Numeric: true},
		{Label: "Varint gaps", Unit: "B", Numeric: true}, {Label: "Plain numbers", Unit: "B", Numeric: true},
		{Label: "Bytes a posting", Numeric: true}}, Total: len(r.Terms)}
	for i := range min(shownTerms, len(r.Terms)) {
		at := i
		if i >= shownTerms*2/3 { // the last rows are spread over the tail
			at = i * (len(r.Terms) - 1) / (shownTerms - 1)
		}
		x := r.Terms[at]
		t.Rows = append(t.Rows, []string{x.Term, say.Int(x.Documents),
			say.Short(percentOf(float64(x.Documents), float64(r.Index.Documents))), say.Int(x.Bytes),
			say.Int(x.Documents * plainPosting), say.Number(float64(x.Bytes)/float64(x.Documents), 2)})
	}
	top := r.Terms[0]
	return figure.Figure{ID: "postings", Title: "Words and their postings", Table: t,
		Takeaway: fmt.Sprintf("The word %s is in %s of the documents; gaps between its postings are small, so each "+
			"takes %s B instead of %d.", top.Term,
			say.Percent(percentOf(float64(top.Documents), float64(r.Index.Documents))),
			say.Number(float64(top.Bytes)/float64(top.Documents), 2), plainPosting),
		Caption: fmt.Sprintf("Commonest words first, then some of the tail, of %s in all.",
			say.Count(len(r.Terms), "word")),
		Alt: "A table of words with documents, bytes as varint gaps and bytes as plain numbers."}
}

// zipFigure draws bytes of a posting against how common its word is.
func zipFigure(_ Params, r invertedRun) figure.Figure {
	dots := figure.Series{Identity: figure.Identity{Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	last := -1.0
	for _, x := range r.Terms {
		share := percentOf(float64(x.Documents), float64(r.Index.Documents))
		if last > 0 && last/share < 1.03 { // words as common as the one before lie on its dot
			continue
		}
		last = share
		dots.X, dots.Y = append(dots.X, share), append(dots.Y, float64(x.Bytes)/float64(x.Documents))
	}
	mean := float64(r.Index.Bytes()) / float64(r.Index.Entries)
	return figure.Figure{ID: "gaps", Title: "Bytes of a posting against how common its word is",
		Takeaway: fmt.Sprintf("A posting takes %s B on average; common words, which fill most of the index, "+
			"take least.", say.Number(mean, 2)),
		Caption: "Dots are words. A gap up to 127 takes one byte, up to 16,383 two.",
		Alt:     "Bytes of a posting against the share of documents that hold the word; rarer words take more bytes.",
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "documents that hold the word", Unit: "%",
			Log: true}, Y: figure.Axis{Label: "posting", Unit: "B", Min: 0, Max: 4.2},
			Series: []figure.Series{dots},
			Thresholds: []figure.Threshold{{Label: "plain number, 4 B", Value: plainPosting},
				{Label: "mean " + say.Number(mean, 2) + " B", Value: mean}}}}
}
