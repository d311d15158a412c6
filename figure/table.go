package figure

// Table is a table as a picture or as the data behind one. Cells are text ready to print.
type Table struct {
	Columns []Column   `json:"columns"`
	Rows    [][]string `json:"rows"`
	Dots    *DotColumn `json:"dots,omitempty"`
	Total   int        `json:"total,omitempty"` // rows there are, when Rows is a sample
}

// LongText is the number of letters from which the text of a table cell needs room: in a narrow column it would make
// its row very high.
const LongText = 40

// Column is the head of a table column; Node names in a column of identities get their mark.
type Column struct {
	Label    string `json:"label"`
	Unit     string `json:"unit,omitempty"`
	Numeric  bool   `json:"numeric,omitempty"`
	Strong   bool   `json:"strong,omitempty"`
	Identity bool   `json:"identity,omitempty"` // cells are node letters
}

// DotColumn is a tiny plot as last column: a dot for the run, a tick for theory, one a row.
type DotColumn struct {
	Run    []float64 `json:"run"`
	Theory []float64 `json:"theory,omitempty"`
	Log    bool      `json:"log,omitempty"`
	Ticks  []float64 `json:"ticks"`
}

// Data is the table itself.
func (t *Table) Data() Table { return *t }

// Weight counts the cells and dots.
func (t *Table) Weight() int {
	n := len(t.Rows) * len(t.Columns)
	if t.Dots != nil {
		n += len(t.Dots.Run) + len(t.Dots.Theory) + len(t.Dots.Ticks)
	}
	return n
}

func (*Table) Wide() bool  { return true }
func (*Table) Shown() bool { return true }

func tableSamples() []Figure {
	return []Figure{
		{ID: "table", Title: "Table with a dot plot", Takeaway: "Four times the points halve the spread.",
			Alt: "Theory and run for three sizes.",
			Table: &Table{Columns: []Column{{Label: "Nodes", Numeric: true}, {Label: "Points", Numeric: true},
				{Label: "Theory", Unit: "%", Numeric: true}, {Label: "Run", Unit: "%", Numeric: true, Strong: true}},
				Rows: [][]string{{"4", "1", "77", "74"}, {"10", "100", "9.5", "9.1"}, {"10", "400", "4.7", "4.8"}},
				Dots: &DotColumn{Run: []float64{74, 9.1, 4.8}, Theory: []float64{77, 9.5, 4.7}, Log: true,
					Ticks: []float64{3, 10, 30, 80}}}},
	}
}
