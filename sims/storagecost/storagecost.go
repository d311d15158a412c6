// Package storagecost shows what keeping and serving objects costs, month by month: which storage class and lifecycle
// rules make it cheaper, and which make it dearer.
//
// Time runs in months of 365/12 days. The uploads of a month arrive together at its start as one cohort, so that month
// m holds m cohorts and pays a full month for each. A bill prorated by the day of upload is half a month of uploads
// lower. Within a month everything that depends on age (rules, reads, deletion) is integrated exactly over the age in
// days.
package storagecost

import "tradeofflab/sims/model"

const (
	daysPerMonth = 365.0 / 12
	monthsAhead  = 120 // longest run
)

// Params are the learner's knobs. The same Params always give the same Result. 1 KB is 1,000 bytes.
type Params struct {
	ObjectsPerDay int     // 1–10,000,000
	SizeKB        int     // 1–1,000,000
	Months        int     // 1–120
	ReadsInitial  float64 // reads per object and day when new, 0–100
	HalfLifeDays  float64 // age at which an object is read half as often, 1–365
	Class         string  // where objects are uploaded to
	Lifecycle     []rule  // "30 standard_ia, 90 glacier_ir" is two rules; nil moves nothing
	RuleMinKB     int     // rules leave smaller objects where they are, 0–1,000,000 KB
	EdgeHitPct    float64 // reads that a CDN answers, 0–100 %; 0 is no CDN
	DeleteAfter   int     // age in days at which objects are deleted, 0–3,650; 0 keeps them
	Unit          string  // gb or gib: what the bill calls a GB
	Region        string
	ProxyUpload   bool // uploads pass through the backend instead of a pre-signed URL

	URLExpires int    // a pre-signed URL holds so long, 60–604,800 s
	URLAge     int    // it is used so long after it was signed, s
	URLChange  string // what is changed in it on the way: one of urlChanges
}

// Result is the bill of every month.
type Result struct {
	Bills []Bill  // by month
	Usage []usage // by month: what is billed
	plain *Result // the same objects in S3 Standard, without a rule
}

// billSteps is the work of one month's bill, ns.
const billSteps = 5_000

// gbBytes is the number of bytes that the bill calls a GB.
func (p Params) gbBytes() float64 {
	if p.Unit == "gib" {
		return 1 << 30
	}
	return 1e9
}

// gbPerTB is the number of billed GB in a TB of the volume steps.
func (p Params) gbPerTB() float64 {
	if p.Unit == "gib" {
		return 1024
	}
	return 1000
}

// gb is the billed size of one object of kb kilobytes.
func (p Params) gb(kb float64) float64 { return kb * 1000 / p.gbBytes() }

// cohort is the number of objects uploaded in a month.
func (p Params) cohort() float64 { return float64(p.ObjectsPerDay) * daysPerMonth }

// stays is where an object is at each age. The parameters have passed their checks.
func (p Params) stays() []stay {
	class, _ := prices.find(p.Class)
	return stays(class, p.rules(), float64(p.DeleteAfter))
}

// rules are those that reach objects of this size.
func (p Params) rules() []rule {
	if p.SizeKB < p.RuleMinKB {
		return nil
	}
	return p.Lifecycle
}

// Run computes the bills at the embedded list prices, and those of S3 Standard without a rule to compare them with.
func Run(b *model.Budget, p Params) Result {
	r, base := run(b, p, prices), run(b, plain(p), prices)
	r.plain = &base
	return r
}

// run computes the bills at the prices of l.
func run(b *model.Budget, p Params, l *priceList) Result {
	var r Result
	var held usage // of one object of each age so far: the sum over the cohorts that month m holds
	path := p.stays()
	for m := range p.Months {
		held.add(atAge(p, l, path, m))
		u := held.times(p.cohort())
		r.Usage = append(r.Usage, u)
		r.Bills = append(r.Bills, l.bill(p, u))
		b.Spend(billSteps)
	}
	return r
}

// last is the bill of the last month.
func (r Result) last() Bill { return r.Bills[len(r.Bills)-1] }

// used is the usage of the last month.
func (r Result) used() usage { return r.Usage[len(r.Usage)-1] }

// total is the sum of all bills.
func (r Result) total() Bill {
	var sum Bill
	for _, b := range r.Bills {
		for i, v := range b {
			sum[i] += v
		}
	}
	return sum
}
