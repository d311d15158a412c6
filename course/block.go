package course

// HTML is markup made by this package's renderer: text is escaped, there is no script and no inline style, so it may be
// printed as it is.
type HTML string

// Text is a line or a paragraph of Markdown inside a block. Values in braces ({moved_pct:1}) are filled in from a run.
type Text struct {
	Source string
	HTML   HTML
	Claims []string // ids of the claims it marks, in order
	line   int
}

// Fill returns the HTML with every value in braces replaced by its number, set as <span class="num">.
func (t Text) Fill(vars map[string]float64) (HTML, error) {
	s, err := fill(string(t.HTML), vars, func(v string) string { return `<span class="num">` + v + `</span>` })
	return HTML(s), err
}

// Kind says what a block is.
type Kind string

// The kinds of blocks. All but prose are fenced: ```sim … ```.
const (
	ProseKind   Kind = "prose"
	SimKind     Kind = "sim"
	PredictKind Kind = "predict"
	FigureKind  Kind = "figure"
	TableKind   Kind = "table"
	LoopKind    Kind = "loop"
	CheckKind   Kind = "check"
	WorkedKind  Kind = "worked"
)

// Block is one piece of a section. Exactly the field that its Kind names is set.
type Block struct {
	Kind   Kind
	ID     string // anchor, unique in the lesson; prose has one only where it is a sub-heading
	Pos    Pos
	Claims []string // ids of the claims it marks, in order: what the margin beside it may show

	Prose   *Prose
	Sim     *Sim
	Predict *Predict
	Figure  *Figure
	Table   *Table
	Loop    *Loop
	Check   *QuickCheck
	Worked  *Worked

	at lines
}

// Prose is one paragraph, list, table, code sample or sub-heading.
type Prose struct {
	HTML  HTML
	Plain string
}

// Sim is a small simulation inside the text: fixed values, a few free knobs and the figures and metrics to show.
type Sim struct {
	ID      string   `yaml:"id"`
	Sim     string   `yaml:"sim"`
	Title   string   `yaml:"title"`   // the take-away
	Note    string   `yaml:"note"`    // "The same ring, one new knob"
	Knobs   Knobs    `yaml:"knobs"`   // fixed values, and starting values of free knobs
	Free    []string `yaml:"free"`    // knob ids the learner may move
	Figures []string `yaml:"figures"` // figure ids to draw
	Metrics []string `yaml:"metrics"` // metric ids to list
	Text    Text     `yaml:"text"`    // a sentence with metrics and numeric knobs in braces
	Caption Text     `yaml:"caption"` // sample size and units, at the foot
	Sandbox bool     `yaml:"sandbox"` // the last one: every knob is free
}

// Predict asks for a guess at one metric of a run before the reveal.
type Predict struct {
	ID       string   `yaml:"id"`
	Question string   `yaml:"question"`
	Sim      string   `yaml:"sim"`
	Knobs    Knobs    `yaml:"knobs"`
	Metric   string   `yaml:"metric"`
	Seeds    int      `yaml:"seeds"` // the answer is the mean over seeds 1 … Seeds; 0 is the one run
	Min      float64  `yaml:"min"`
	Max      float64  `yaml:"max"`
	Step     float64  `yaml:"step"`
	Unit     string   `yaml:"unit"`
	Decimals int      `yaml:"decimals"`
	Least    *float64 `yaml:"least"`  // the least possible, drawn below the line
	Quoted   *float64 `yaml:"quoted"` // the value often quoted, drawn below the line
	Within   float64  `yaml:"within"` // a guess at most so far off is near
	Low      Text     `yaml:"low"`    // what to say to a guess below, above and near; {off} is the distance
	High     Text     `yaml:"high"`
	Near     Text     `yaml:"near"`
}

// QuickCheck is a question with a reason behind every option, also the wrong ones.
type QuickCheck struct {
	ID       string   `yaml:"id"`
	Question Text     `yaml:"question"`
	Options  []Option `yaml:"options"`
}

// Option is one answer of a quick check.
type Option struct {
	Text   Text `yaml:"text"`
	Right  bool `yaml:"right"`
	Reason Text `yaml:"reason"`
}

// Worked is a worked example that folds.
type Worked struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Given Text   `yaml:"given"`
	Steps []Text `yaml:"steps"`
	Last  Text   `yaml:"answer"`
}

// Figure is a picture of one run, of a sweep over one knob, or a diagram: a circle, a flow, a tree or a space-time
// diagram.
type Figure struct {
	ID        string     `yaml:"id"`
	Sim       string     `yaml:"sim"`
	Knobs     Knobs      `yaml:"knobs"`
	Figure    string     `yaml:"figure"` // figure id of the run
	Sweep     *Sweep     `yaml:"sweep"`
	Circle    *Circle    `yaml:"circle"`
	Flow      *Flow      `yaml:"flow"`
	Tree      Tree       `yaml:"tree"`
	SpaceTime *SpaceTime `yaml:"spacetime"`
	Aside     bool       `yaml:"aside"` // drawn in the margin
	Title     string     `yaml:"title"`
	Takeaway  string     `yaml:"takeaway"` // replaces the figure's own
	Caption   string     `yaml:"caption"`  // units, sample size, source
	Alt       string     `yaml:"alt"`
}

// Sweep is a chart of one metric over the values of one knob, a series for each way to run it.
type Sweep struct {
	X struct {
		Knob   string    `yaml:"knob"`
		Values []float64 `yaml:"values"`
		Labels []string  `yaml:"labels"` // names of the values; then the axis is one of categories
		Label  string    `yaml:"label"`
		Unit   string    `yaml:"unit"`
		Log    bool      `yaml:"log"`
	} `yaml:"x"`
	Series []struct {
		Label  string `yaml:"label"`
		As     string `yaml:"as"` // the algorithm whose colour and dash it takes
		Knobs  Knobs  `yaml:"knobs"`
		Theory string `yaml:"theory"` // expression in the swept knob, drawn as the theory line
	} `yaml:"series"`
	Metric string  `yaml:"metric"`
	Label  string  `yaml:"label"`
	Unit   string  `yaml:"unit"`
	Min    float64 `yaml:"min"`
	Max    float64 `yaml:"max"`
	Log    bool    `yaml:"log"`
	Seeds  int     `yaml:"seeds"`
}

// Table is a table drawn from runs (Rows, one run each) or a fixed one of words (Cells).
type Table struct {
	ID       string   `yaml:"id"`
	Takeaway string   `yaml:"takeaway"`
	Caption  string   `yaml:"caption"`
	Sim      string   `yaml:"sim"`
	Knobs    Knobs    `yaml:"knobs"` // common to all rows
	Seeds    int      `yaml:"seeds"`
	Rows     []Knobs  `yaml:"rows"`
	Columns  []Column `yaml:"columns"`
	Dots     *Dots    `yaml:"dots"`
	Cells    [][]Text `yaml:"cells"`
}

// Column shows a knob, a metric of the row's run, an expression or a named computation over the row's knobs, or heads a
// column of words.
type Column struct {
	Label    string   `yaml:"label"`
	Unit     string   `yaml:"unit"`
	Knob     string   `yaml:"knob"`
	Labels   []string `yaml:"labels"` // with Knob: what is printed for its values, one a row
	Metric   string   `yaml:"metric"`
	Expr     string   `yaml:"expr"`
	Func     string   `yaml:"func"` // computation by name (spread.go)
	Decimals int      `yaml:"decimals"`
	Strong   bool     `yaml:"strong"`
}

// Dots adds a last column with a dot for one column and a tick for another.
type Dots struct {
	Run    string    `yaml:"run"` // column label
	Theory string    `yaml:"theory"`
	Log    bool      `yaml:"log"`
	Ticks  []float64 `yaml:"ticks"`
}
