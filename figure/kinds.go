package figure

// ChartKind says how the series of a chart are drawn.
type ChartKind string

// The chart kinds.
const (
	Line    ChartKind = "line"
	Bar     ChartKind = "bar" // grouped vertical bars over X.Categories
	Scatter ChartKind = "scatter"
	Heat    ChartKind = "heat"  // Heat[row][column] over Y.Categories × X.Categories
	Radar   ChartKind = "radar" // one spoke a category of X, every series in 0…Y.Max
)

// Chart is data over two axes.
type Chart struct {
	Kind       ChartKind   `json:"kind"`
	X          Axis        `json:"x"`
	Y          Axis        `json:"y"`
	Series     []Series    `json:"series,omitempty"`
	Bands      []Band      `json:"bands,omitempty"`
	Thresholds []Threshold `json:"thresholds,omitempty"`
	Marks      []Mark      `json:"marks,omitempty"`
	Heat       [][]float64 `json:"heat,omitempty"`
}

// Axis is one scale of a chart. Min == Max asks for the range of the data.
type Axis struct {
	Label      string   `json:"label"`
	Unit       string   `json:"unit,omitempty"`
	Log        bool     `json:"log,omitempty"`
	Min        float64  `json:"min,omitempty"`
	Max        float64  `json:"max,omitempty"`
	Categories []string `json:"categories,omitempty"` // names of positions 0, 1, 2 …; then X values are those positions
}

// Series is one line, set of dots or set of bars; X and Y have the same length. Theory is drawn as a grey line behind
// measured dots.
type Series struct {
	Identity
	X      []float64 `json:"x"`
	Y      []float64 `json:"y"`
	Theory bool      `json:"theory,omitempty"`
	Dots   bool      `json:"dots,omitempty"`   // dots only, no joining line
	Values bool      `json:"values,omitempty"` // print each value beside its mark
}

// Band is a tolerance region between Low and High over X.
type Band struct {
	Label string    `json:"label"`
	X     []float64 `json:"x"`
	Low   []float64 `json:"low"`
	High  []float64 `json:"high"`
}

// Threshold is a labelled horizontal line (or vertical, with Vertical).
type Threshold struct {
	Label    string  `json:"label"`
	Value    float64 `json:"value"`
	Vertical bool    `json:"vertical,omitempty"`
}

// Mark is the learner's own run in a chart: A is a circle, B a box, both in accent.
type Mark struct {
	Label string  `json:"label"`
	Shape Shape   `json:"shape"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// Bars are horizontal bars of named things against a common mean, with the spread to expect and the value before.
type Bars struct {
	Bars []BarRow `json:"bars"`
	Unit string   `json:"unit,omitempty"`
	Mean float64  `json:"mean,omitempty"` // drawn as a labelled line when positive
	Low  float64  `json:"low,omitempty"`  // band of expected values, Low < High
	High float64  `json:"high,omitempty"`
}

// BarRow is one bar. Before is drawn as a whisker when positive.
type BarRow struct {
	Identity
	Value  float64 `json:"value"`
	Before float64 `json:"before,omitempty"`
	Note   string  `json:"note,omitempty"` // "1.14×"
}

// Table is a table as a picture or as the data behind one. Cells are text ready to print.
type Table struct {
	Columns []Column   `json:"columns"`
	Rows    [][]string `json:"rows"`
	Dots    *DotColumn `json:"dots,omitempty"`
	Total   int        `json:"total,omitempty"` // rows there are, when Rows is a sample
}

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

// Ring is a hash circle. Positions are degrees clockwise from the top, 0 ≤ position < 360.
type Ring struct {
	Nodes   []Identity  `json:"nodes"`
	Before  []Arc       `json:"before,omitempty"`
	After   []Arc       `json:"after"`
	Changed []Arc       `json:"changed,omitempty"` // wedges that changed hands
	Points  []RingPoint `json:"points,omitempty"`  // node positions to draw and label; few
	Keys    []RingKey   `json:"keys,omitempty"`
	Centre  string      `json:"centre,omitempty"` // the result, "23.8 %"
	Note    []string    `json:"note,omitempty"`   // lines under the result
}

// Arc runs clockwise from From to To (degrees; To may exceed 360 for the arc over the top) and belongs to Nodes[Node].
type Arc struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Node int     `json:"node"`
}

// RingPoint is a node's position on the circle.
type RingPoint struct {
	At    float64 `json:"at"`
	Node  int     `json:"node"`
	Label string  `json:"label,omitempty"`
}

// RingKey is a key on the circle; Moved ones are drawn large.
type RingKey struct {
	At    float64 `json:"at"`
	Moved bool    `json:"moved,omitempty"`
	Label string  `json:"label,omitempty"` // labelled keys are drawn inside the ring
}

// Tree is a rooted tree: a B+ tree, a query plan, a decision walk.
type Tree struct {
	Nodes []TreeNode `json:"nodes"` // parents before children; the first is the root
}

// TreeNode is one node; Keys are drawn as cells in a row when there are several.
type TreeNode struct {
	ID      string   `json:"id"`
	Parent  string   `json:"parent,omitempty"`
	Keys    []string `json:"keys"`
	Edge    string   `json:"edge,omitempty"` // label of the edge from the parent
	Touched bool     `json:"touched,omitempty"`
	Changed bool     `json:"changed,omitempty"`
}

// Flow is an architecture: boxes in columns and arrows between them.
type Flow struct {
	Boxes  []FlowBox   `json:"boxes"`
	Arrows []FlowArrow `json:"arrows"`
}

// FlowBox stands at column Col, row Row (from 0). Stores have a double edge in the hue of their family.
type FlowBox struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Sub   string `json:"sub,omitempty"`
	Col   int    `json:"col"`
	Row   int    `json:"row"`
	Store bool   `json:"store,omitempty"`
	Cache bool   `json:"cache,omitempty"`
	Hue   Hue    `json:"hue,omitempty"`
	Href  string `json:"href,omitempty"`
}

// FlowArrow joins two boxes; Async is dashed.
type FlowArrow struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"`
	Async bool   `json:"async,omitempty"`
}

// Loop is a causal loop diagram; positions are 0…100 in both directions, y down.
type Loop struct {
	Nodes []LoopNode `json:"nodes"`
	Links []LoopLink `json:"links"`
	Turns []LoopTurn `json:"turns,omitempty"`
}

// LoopNode is a quantity with its present value.
type LoopNode struct {
	ID    string  `json:"id"`
	Label string  `json:"label"`
	Value string  `json:"value,omitempty"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// LoopLink says that From drives To: "+" the same way, "-" the opposite way. Bend curves the arrow, −1…1.
type LoopLink struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Sign      string  `json:"sign"`
	Bend      float64 `json:"bend,omitempty"`
	Balancing bool    `json:"balancing,omitempty"` // dashed
	Label     string  `json:"label,omitempty"`     // gain, delay and unit, beside the arrow
}

// LoopTurn is the R or B in the middle of a loop.
type LoopTurn struct {
	Kind string  `json:"kind"` // "R" reinforcing, "B" balancing
	Name string  `json:"name,omitempty"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
}

// SpaceTime is a Lamport diagram: a lane a process, time to the right.
type SpaceTime struct {
	Unit     string         `json:"unit"`
	Lanes    []string       `json:"lanes"`
	Events   []SpaceEvent   `json:"events,omitempty"`
	Messages []SpaceMessage `json:"messages,omitempty"`
}

// SpaceEvent is something that happens in one lane, or lasts (To > At).
type SpaceEvent struct {
	Lane  int     `json:"lane"`
	At    float64 `json:"at"`
	To    float64 `json:"to,omitempty"`
	Label string  `json:"label"`
	Bad   bool    `json:"bad,omitempty"`
}

// SpaceMessage travels between lanes; Lost ones end in a cross.
type SpaceMessage struct {
	From  int     `json:"from"`
	Sent  float64 `json:"sent"`
	To    int     `json:"to"`
	Got   float64 `json:"got"`
	Label string  `json:"label,omitempty"`
	Lost  bool    `json:"lost,omitempty"`
}

// Cells is a small grid of lettered cells under numbered columns.
type Cells struct {
	Head     string    `json:"head"`
	Columns  []string  `json:"columns"`
	Rows     []CellRow `json:"rows"`
	Outlined []int     `json:"outlined,omitempty"` // columns that agree
}

// CellRow is one row; Cells hold identities (letter, hue).
type CellRow struct {
	Label string     `json:"label"`
	Cells []Identity `json:"cells"`
}

// Strip is keys in hash order, one thin line each; Tall ones changed owner.
type Strip struct {
	Rows []StripRow `json:"rows"`
}

// StripRow is one strip with its result.
type StripRow struct {
	Label string `json:"label"`
	Tall  []bool `json:"tall"`
	Value string `json:"value,omitempty"`
}
