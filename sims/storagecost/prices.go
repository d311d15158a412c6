package storagecost

import (
	_ "embed"
	"encoding/json"
)

//go:embed prices.json
var priceFile []byte

// prices is the price list that the runs use: dated, in one currency, each price with its source.
var prices = mustReadPrices(priceFile)

// priceList is one region's list prices.
type priceList struct {
	Date     string                 `json:"date"` // when the prices were published
	Region   string                 `json:"region"`
	Currency string                 `json:"currency"`
	EdgeMs   float64                `json:"edge_first_byte_ms"`
	Sources  map[string]priceSource `json:"sources"`
	Places   []placePrices          `json:"places"`
	Internet []volumePrice          `json:"internet"` // USD per GB sent to the internet in a month
	CDN      []volumePrice          `json:"cdn"`      // USD per GB that a CDN sends to readers in a month
	CDNPlans []flatPlan             `json:"cdn_plans"`
}

// priceSource is where a price was read, and how far that carries it.
type priceSource struct {
	Label string     `json:"label"`
	URL   string     `json:"url"`
	Kind  sourceKind `json:"kind"`
	Seen  string     `json:"seen"` // the day on which somebody read it, as 2026-11-29
}

// sourceKind says whose words a price is.
type sourceKind string

// The kinds of source. A price from a third party's text, or from nowhere that could be read, is not confirmed.
const (
	fromVendor sourceKind = "vendor" // a page or a repository of AWS
	fromList   sourceKind = "list"   // AWS's price list, as another program read it
	fromCopy   sourceKind = "copy"   // a third party's text
	fromNobody sourceKind = "none"
	noCharge   sourceKind = "free"
)

// confirmed reports whether the vendor's own words are behind the price.
func (k sourceKind) confirmed() bool { return k == fromVendor || k == fromList || k == noCharge }

// flatPlan is a CDN at one price a month, up to so many requests and bytes.
type flatPlan struct {
	Label    string  `json:"label"`
	Requests float64 `json:"requests_m"` // millions a month
	TB       float64 `json:"tb"`
	price
}

// flatRate is the cheapest flat plan of the CDN that takes a month's requests and bytes. It reports false where no
// plan does.
func (l *priceList) flatRate(requests, tb float64) (flatPlan, bool) {
	var best flatPlan
	found := false
	for _, plan := range l.CDNPlans {
		if requests <= plan.Requests*1e6 && tb <= plan.TB && (!found || plan.USD < best.USD) {
			best, found = plan, true
		}
	}
	return best, found
}

// price is an amount in USD with the key of its source.
type price struct {
	USD    float64 `json:"usd"`
	Source string  `json:"source"`
}

// volumePrice is a price per GB that holds up to a volume in TB; 0 is without end.
type volumePrice struct {
	UpToTB float64 `json:"up_to_tb"`
	price
}

// placePrices is what one place asks for, and what it guarantees.
type placePrices struct {
	ID            string        `json:"id"`
	Label         string        `json:"label"`
	Storage       []volumePrice `json:"storage"`         // USD per GB and month
	Put           price         `json:"put_1000"`        // USD per 1,000 uploads
	PutGB         price         `json:"put_gb"`          // USD per GB written
	Get           price         `json:"get_1000"`        // USD per 1,000 reads
	RetrievalGB   price         `json:"retrieval_gb"`    // USD per GB read
	Retrieval     price         `json:"retrieval_1000"`  // USD per 1,000 restores
	Transition    price         `json:"transition_1000"` // USD per 1,000 objects moved here by a rule
	Monitoring    price         `json:"monitoring_1000"` // USD per 1,000 objects and month
	MinDays       float64       `json:"min_days"`        // days charged at least
	MinKB         float64       `json:"min_kb"`          // size charged at least
	OverheadKB    float64       `json:"overhead_kb"`     // metadata charged at this place's price
	IndexKB       float64       `json:"index_kb"`        // metadata charged at the price of S3 Standard
	FirstByteMs   float64       `json:"first_byte_ms"`   // typical wait for the first byte
	YearlyLoss    float64       `json:"yearly_loss"`     // chance that an object is lost within a year
	objectStorage bool          // whether lifecycle rules reach it
}

// place numbers the places in the order of the price file, which is also the order in which rules may move objects.
type place int

// The places. Intelligent-Tiering has three: an object wanders between them without a charge.
const (
	standard place = iota
	standardIA
	oneZoneIA
	glacierIR
	glacierFlexible
	deepArchive
	intelligent
	itInfrequent
	itArchive
	ebs
	efs
	places int = iota
)

// tieringMinKB is the size below which Intelligent-Tiering neither watches nor moves an object.
const tieringMinKB = 128

// mustReadPrices reads the embedded file. A mistake in it is a mistake of this program and is found by every test.
func mustReadPrices(file []byte) *priceList {
	var l priceList
	if err := json.Unmarshal(file, &l); err != nil {
		panic("storagecost: read prices.json: " + err.Error())
	}
	if len(l.Places) != places {
		panic("storagecost: prices.json does not list every place")
	}
	for i := range l.Places {
		l.Places[i].objectStorage = place(i) < ebs
	}
	return &l
}

func (l *priceList) at(c place) *placePrices { return &l.Places[c] }

// find gives the place with the id.
func (l *priceList) find(id string) (place, bool) {
	for i, p := range l.Places {
		if p.ID == id {
			return place(i), true
		}
	}
	return 0, false
}

// first is the price of the first GB.
func (p *placePrices) first() float64 { return p.Storage[0].USD }

// billedKB is the size that the place charges for an object at its own price.
func (p *placePrices) billedKB(size float64) float64 {
	return max(size, p.MinKB) + p.OverheadKB
}

// ObjectMonth is what a month of S3 Standard costs for so many GB, in USD, a TB being 1,000 GB.
func ObjectMonth(gb float64) float64 { return volume(prices.at(standard).Storage, gb, 1000) }

// DiskMonth is the same for volumes of EBS gp3.
func DiskMonth(gb float64) float64 { return volume(prices.at(ebs).Storage, gb, 1000) }

// PriceDate says when the prices were published.
func PriceDate() string { return prices.Date }

// volume charges each GB at the price of the step it falls into.
func volume(steps []volumePrice, gb, gbPerTB float64) float64 {
	sum, from := 0.0, 0.0
	for _, s := range steps {
		to := s.UpToTB * gbPerTB
		if s.UpToTB == 0 || gb < to {
			to = gb
		}
		if to > from {
			sum += (to - from) * s.USD
			from = to
		}
	}
	return sum
}
