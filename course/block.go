package course

// Block is one piece of a section.
type Block struct {
	ID     string // anchor, unique in the lesson; prose has one only where it is a sub-heading
	Pos    Pos
	Claims []string // ids of the claims it marks, in order: what the margin beside it may show
	Body   Body

	at lines
}

// Body is what a block holds: *Prose, *Sim, *Predict, *Figure, *Table, *Loop, *QuickCheck or *Worked. Its methods say
// all that the course must know of a kind of block. They are given the block around it, which knows its place in the
// file.
type Body interface {
	id() string
	texts() (all []*Text, fill bool)    // the Markdown to render; fill when it may hold numbers of a run in braces
	validate(b *Block, found *Problems) // finds what is missing, and what contradicts itself
	check(b *Block, k *checker)         // holds it against the rest of the lab
	words() []string                    // what can be read in it, for the search
}

// kinds are the fenced blocks by the word behind the fence, ```sim … ```. All the rest is prose.
var kinds = []struct {
	word string
	make func() Body
}{
	{"sim", empty[Sim]},
	{"predict", empty[Predict]},
	{"figure", empty[Figure]},
	{"table", empty[Table]},
	{"loop", empty[Loop]},
	{"check", empty[QuickCheck]},
	{"worked", empty[Worked]},
}

func empty[T any, P interface {
	*T
	Body
}]() Body {
	return P(new(T))
}

// kindOf returns what makes the body of a fenced block, and nil when the word names no kind of block.
func kindOf(word string) func() Body {
	for _, k := range kinds {
		if k.word == word {
			return k.make
		}
	}
	return nil
}

// decodeBlock reads the body of a fenced block and checks what can be checked without the rest of the lab.
func decodeBlock(file string, p piece, found *Problems) Block {
	b := Block{Pos: Pos{file, p.line - 1}, Body: p.make()}
	before := len(*found)
	b.at = decodeYAML(file, p.body, p.line, b.Body, found)
	b.ID = b.Body.id()
	if len(*found) == before {
		b.Body.validate(&b, found)
	}
	return b
}

// line gives the place of a value of the block in its file.
func (b *Block) line(path string) Pos { return Pos{b.Pos.File, b.at.of(path)} }
