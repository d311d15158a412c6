package journey

import (
	_ "embed"
	"encoding/json"

	"tradeofflab/say"
)

//go:embed nodes.json
var nodeFile []byte

// shop is the catalogue of nodes that the runs use: dated, in one currency, each figure with its source.
var shop = mustReadShop(nodeFile)

// shopFile is what can be bought.
type shopFile struct {
	Date      string  `json:"date"`
	Region    string  `json:"region"`
	Currency  string  `json:"currency"`
	Hours     float64 `json:"hours_per_month"`
	CacheNode string  `json:"cache_node"`
	Sources   []struct {
		Label string `json:"label"`
		URL   string `json:"url"`
	} `json:"sources"`
	Nodes []node `json:"nodes"`
}

// node is a machine. What its volumes may do and what the instance lets through are different ceilings.
type node struct {
	ID           string  `json:"id"`
	Instance     string  `json:"instance"`
	VCPU         int     `json:"vcpu"`
	RAMGiB       float64 `json:"ram_gib"`
	MostTB       float64 `json:"most_tb"` // on its disks
	Local        bool    `json:"local"`   // the disks are part of the machine and of its price
	InstanceIOPS float64 `json:"instance_iops"`
	InstanceMBs  float64 `json:"instance_mb_s"`
	VolumeIOPS   float64 `json:"volume_iops"`
	VolumeMBs    float64 `json:"volume_mb_s"`
	Volumes      float64 `json:"volumes"`
	USDHour      float64 `json:"usd_hour"`
	NotConfirmed string  `json:"not_confirmed"`
}

func mustReadShop(text []byte) shopFile {
	var s shopFile
	if err := json.Unmarshal(text, &s); err != nil {
		panic("nodes.json: " + err.Error())
	}
	return s
}

// node gives the machine with an id, which must be in the catalogue.
func (s shopFile) node(id string) node {
	for _, n := range s.Nodes {
		if n.ID == id {
			return n
		}
	}
	panic("no node " + id + " in the catalogue")
}

// ids are those of all nodes.
func (s shopFile) ids() (out []string) {
	for _, n := range s.Nodes {
		out = append(out, n.ID)
	}
	return out
}

// notConfirmed names what the maker's own words do not carry.
func notConfirmed() string {
	var out []string
	for _, n := range shop.Nodes {
		if n.NotConfirmed != "" {
			out = append(out, n.NotConfirmed+" of "+n.Instance)
		}
	}
	return say.List(out...)
}

// iops and mbs are what a node really does with its disks: the lower of the two ceilings.
func (n node) iops() float64 { return min(n.InstanceIOPS, float64(n.VolumeIOPS*n.Volumes)) }
func (n node) mbs() float64  { return min(n.InstanceMBs, float64(n.VolumeMBs*n.Volumes)) }

// usd is the price of a month.
func (n node) usd(s shopFile) float64 { return n.USDHour * s.Hours }

// cacheShare is the part of a node's memory that holds objects.
const cacheShare = 0.75

// objects is how many objects the memory of a node holds.
func (n node) objects() float64 { return cacheShare * n.RAMGiB * (1 << 30) / objectBytes }
