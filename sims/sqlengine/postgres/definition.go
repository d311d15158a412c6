package postgres

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// definitions reads the learner's text and writes it anew. Nothing of the text itself reaches the server: a statement
// is taken apart by a small grammar, and what is sent is built from its names and values.
//
//	CREATE [UNIQUE] INDEX [name] ON table [USING btree|hash] (column [ASC|DESC] [NULLS FIRST|LAST], …)
//	  [INCLUDE (column, …)] [WHERE column op value [AND …]]
func definitions(text string, s sqlengine.Sample, most int) ([]string, error) {
	if len(text) > sqlengine.MaxDDL {
		return nil, &sqlengine.Error{Cause: sqlengine.TooLarge, Limit: sqlengine.MaxDDL, Used: int64(len(text)),
			Message: fmt.Sprintf(
				"the index definitions are %d bytes long and the limit is %d; leave out what the query does not need",
				len(text), sqlengine.MaxDDL)}
	}
	var out []string
	for _, words := range statements(sqlengine.Tokens(text)) {
		p := &parser{words: words, sample: s}
		statement, err := p.index()
		if err != nil {
			return nil, err
		}
		out = append(out, statement)
	}
	if most > 0 && len(out) > most {
		return nil, &sqlengine.Error{Cause: sqlengine.TooMany, Limit: int64(most), Used: int64(len(out)),
			Message: fmt.Sprintf(
				"there are %d statements and at most %d run; merge indexes that share their first columns",
				len(out), most)}
	}
	return out, nil
}

func statements(words []string) [][]string {
	var out [][]string
	for len(words) > 0 {
		end := slices.Index(words, ";")
		if end < 0 {
			end = len(words)
		}
		if end > 0 {
			out = append(out, words[:end])
		}
		words = words[min(end+1, len(words)):]
	}
	return out
}

// parser reads one statement from left to right.
type parser struct {
	words  []string
	at     int
	sample sqlengine.Sample
}

func (p *parser) next() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

// take steps over the words when they come next.
func (p *parser) take(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.words) || !strings.EqualFold(p.words[p.at+i], w) {
			return false
		}
	}
	p.at += len(words)
	return true
}

func refuse(cause sqlengine.Cause, format string, args ...any) error {
	return &sqlengine.Error{Cause: cause, Message: fmt.Sprintf(format, args...)}
}

func (p *parser) index() (string, error) {
	if p.at = 0; !p.take("CREATE", "INDEX") && !p.take("CREATE", "UNIQUE", "INDEX") {
		return "", sqlengine.NoIndex(p.words)
	}
	head := strings.ToUpper(strings.Join(p.words[:p.at], " "))
	if p.take("CONCURRENTLY") {
		return "", refuse(sqlengine.NotAnIndex,
			"CONCURRENTLY cannot run inside a transaction, and every trial is one; leave it out")
	}
	name := ""
	if !strings.EqualFold(p.next(), "ON") {
		var err error
		if name, err = p.name(); err != nil {
			return "", err
		}
		name = quote(name) + " "
	}
	if !p.take("ON") {
		return "", p.unexpected("ON and the table")
	}
	table, err := p.name()
	if err != nil {
		return "", err
	}
	if table != p.sample.Table {
		return "", refuse(sqlengine.Denied, "the table %s is not one to index; use %s", say.Clip(table, 30),
			p.sample.Table)
	}
	text := head + " " + name + "ON " + quote(table)
	if p.take("USING") {
		method := strings.ToLower(p.next())
		if method != "btree" && method != "hash" {
			return "", refuse(sqlengine.Denied, "the kinds of index that run here are btree and hash")
		}
		p.at++
		text += " USING " + method
	}
	keys, err := p.columns(true)
	if err != nil {
		return "", err
	}
	text += " " + keys
	if p.take("INCLUDE") {
		carried, err := p.columns(false)
		if err != nil {
			return "", err
		}
		text += " INCLUDE " + carried
	}
	if p.take("WHERE") {
		where, err := p.where()
		if err != nil {
			return "", err
		}
		text += " WHERE " + where
	}
	if p.at < len(p.words) {
		return "", p.unexpected("the end of the statement")
	}
	return text, nil
}

func (p *parser) unexpected(want string) error {
	if p.at >= len(p.words) {
		return refuse(sqlengine.Refused, "the statement ends where %s should come", want)
	}
	return refuse(sqlengine.Refused,
		"near %s: here %s should come; a plain list of columns, INCLUDE and a simple WHERE are read",
		say.Clip(p.next(), 30), want)
}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,40}$`)

// name reads an identifier: folded to lower case unless it is quoted, as the server does.
func (p *parser) name() (string, error) {
	w := p.next()
	if len(w) > 2 && w[0] == '"' && w[len(w)-1] == '"' && plainName.MatchString(w[1:len(w)-1]) {
		p.at++
		return w[1 : len(w)-1], nil
	}
	if !plainName.MatchString(w) {
		return "", p.unexpected("a name of letters, digits and underscores")
	}
	p.at++
	return strings.ToLower(w), nil
}

func (p *parser) column() (string, error) {
	name, err := p.name()
	if err != nil {
		return "", err
	}
	var known []string
	for _, d := range p.sample.Columns {
		if d.Column == name {
			return quote(name), nil
		}
		known = append(known, d.Column)
	}
	return "", refuse(sqlengine.Refused, "no such column: %s; the columns are %s", say.Clip(name, 30),
		strings.Join(known, ", "))
}

// columns reads a list in brackets; the columns of a key may have a direction.
func (p *parser) columns(key bool) (string, error) {
	if !p.take("(") {
		return "", p.unexpected("a list of columns in brackets")
	}
	var out []string
	for {
		text, err := p.column()
		if err != nil {
			return "", err
		}
		if key {
			text += p.direction()
		}
		out = append(out, text)
		switch {
		case p.take(","):
		case p.take(")"):
			return "(" + strings.Join(out, ", ") + ")", nil
		default:
			return "", p.unexpected("a comma or the closing bracket")
		}
	}
}

func (p *parser) direction() string {
	text := ""
	for _, d := range []string{"ASC", "DESC"} {
		if p.take(d) {
			text += " " + d
			break
		}
	}
	for _, d := range []string{"FIRST", "LAST"} {
		if p.take("NULLS", d) {
			return text + " NULLS " + d
		}
	}
	return text
}

func quote(name string) string { return `"` + name + `"` }
