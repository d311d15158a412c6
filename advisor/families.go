package advisor

// Family is a kind of store. Fit says how well it serves each operation, 0 (not at all) to 10 (made for it), at rates
// within its comfort; the other numbers bound that comfort.
type Family struct {
	ID       string             `yaml:"id" expr:"id" json:"id"`
	Name     string             `yaml:"name" expr:"name" json:"name"`
	About    string             `yaml:"about" expr:"about" json:"about"`
	Products Products           `yaml:"products" expr:"products" json:"products"`
	Fit      map[string]float64 `yaml:"fit" expr:"serves" json:"fit"`
	Reads    float64            `yaml:"reads_per_s" expr:"reads_limit" json:"reads_per_s"`
	Writes   float64            `yaml:"writes_per_s" expr:"writes_limit" json:"writes_per_s"`
	DataGB   float64            `yaml:"data_gb" expr:"data_limit_gb" json:"data_gb"`
	// burden beside a managed relational database, 0–2
	Operations float64 `yaml:"operations" expr:"operations" json:"operations"`
	Source     string  `yaml:"source" expr:"source" json:"source"`
	Review     string  `yaml:"review" expr:"review" json:"review"`
	Lesson     string  `yaml:"lesson" expr:"lesson" json:"lesson"`
}

// Products are names to start from, by who runs them.
type Products struct {
	Embedded    []string `yaml:"embedded" json:"embedded,omitempty"`
	SelfRun     []string `yaml:"self_run" json:"self_run,omitempty"`
	Managed     []string `yaml:"managed" json:"managed,omitempty"`
	Distributed []string `yaml:"distributed" json:"distributed,omitempty"` // when one machine no longer does
}
