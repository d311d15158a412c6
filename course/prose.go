package course

// Prose is one paragraph, list, table, code sample or sub-heading.
type Prose struct {
	HTML  HTML
	Plain string
}

func (*Prose) id() string                      { return "" }
func (*Prose) texts() (all []*Text, fill bool) { return nil, false }
func (p *Prose) words() []string               { return []string{p.Plain} }
func (*Prose) validate(*Block, *Problems)      {}
func (*Prose) check(*Block, *checker)          {}
