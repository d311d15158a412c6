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
	// Traits: how its machines share the writes (single-writer, leaderless, log, object, memory or index); whether it
	// lies on several machines by nature; a library of it serves a small truth; its replicas elect the one that writes;
	// it changes bytes where they lie; a replica can wait for a position of the log; each operation says how many
	// copies it waits for; it answers reads by key without a disk.
	Kind       Kind `yaml:"kind" expr:"kind" json:"kind"`
	Cluster    bool `yaml:"cluster" expr:"cluster" json:"cluster,omitempty"`
	InProcess  bool `yaml:"in_process" expr:"in_process" json:"in_process,omitempty"`
	Majority   bool `yaml:"majority" expr:"majority" json:"majority,omitempty"`
	InPlace    bool `yaml:"in_place" expr:"in_place" json:"in_place,omitempty"`
	Token      bool `yaml:"token" expr:"token" json:"token,omitempty"`
	Levels     bool `yaml:"levels" expr:"levels" json:"levels,omitempty"`
	FromMemory bool `yaml:"from_memory" expr:"from_memory" json:"from_memory,omitempty"`
	NoCache    bool `yaml:"no_cache" expr:"no_cache" json:"no_cache,omitempty"` // it is read in long runs

	Node     Node     `yaml:"-" expr:"node" json:"node"`
	Capacity Capacity `yaml:"-" expr:"-" json:"-"`

	// burden beside a managed relational database, 0–2
	Operations float64 `yaml:"operations" expr:"operations" json:"operations"`
	Source     string  `yaml:"source" expr:"source" json:"source"`
	Review     string  `yaml:"review" expr:"review" json:"review"`
	Lesson     string  `yaml:"lesson" expr:"lesson" json:"lesson"`
}

// Node is what one machine of 4 cores and 32 GB takes where a store lies on several.
type Node struct {
	Reads  float64 `json:"reads_per_s"` // of the operation that the family is made for
	Writes float64 `json:"writes_per_s"`
	GB     float64 `json:"gb"` // before compression
	Source string  `json:"source"`
}

// Products are names to start from, by who runs them.
type Products struct {
	Embedded    []string `yaml:"embedded" json:"embedded,omitempty"`
	SelfRun     []string `yaml:"self_run" json:"self_run,omitempty"`
	Managed     []string `yaml:"managed" json:"managed,omitempty"`
	Distributed []string `yaml:"distributed" json:"distributed,omitempty"` // when one machine no longer does
	Sharded     []string `yaml:"sharded" json:"sharded,omitempty"`         // what splits the self-run ones over several
}
