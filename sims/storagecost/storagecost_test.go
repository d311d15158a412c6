package storagecost

import (
	"math"
	"net/url"
	"strings"
	"testing"
	"time"
	"tradeofflab/sims/simtest"
)

// photos is the photo store of the lesson: 10,000 uploads of 2 MB a day, kept for a year.
func photos() Params {
	return Params{ObjectsPerDay: 10_000, SizeKB: 2000, Months: 12, ReadsInitial: 2, HalfLifeDays: 14, Class: "standard",
		Unit: "gb", Region: "us-east-1"}
}

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.6g, want %.6g ± %.2g", what, got, want, tolerance)
	}
}

// 10,000 × 2 MB × 365 days are 7,300 GB or 6,798.65 GiB, which cost 167.90 or 156.37 USD a month at 0.023; the storage
// of the first year is the sum of a linear ramp.
func TestPhotoStore(t *testing.T) {
	r := Run(nil, photos())
	b, all := r.last(), r.total()
	close(t, "stored", sum(r.used().GB), 7300, 1e-6)
	close(t, "storage of month 12", b[storageLine], 167.90, 1e-6)
	close(t, "storage of the year", all[storageLine], 167.90*13/2, 1e-6)
	close(t, "uploads of a month", b[putLine], 1.52, 0.005)
	p := photos()
	p.Unit = "gib"
	r = Run(nil, p)
	close(t, "stored in GiB", sum(r.used().GB), 6798.65, 0.005)
	close(t, "storage of month 12 by GiB", r.last()[storageLine], 156.37, 0.005)
	for class, want := range map[string]float64{"ebs_gp3": 584, "efs": 2190, "deep_archive": 7.23} {
		p := photos()
		p.Class = class
		u := Run(nil, p).used()
		at, _ := prices.find(class)
		close(t, class, sum(u.GB)*prices.at(at).first(), want, 0.005)
	}
}

// The price ratios that the lesson quotes.
func TestPriceRatios(t *testing.T) {
	gp3 := prices.at(ebs).first()
	close(t, "gp3 / Deep Archive", gp3/prices.at(deepArchive).first(), 80.8, 0.05)
	close(t, "gp3 / S3 Standard", gp3/prices.at(standard).first(), 3.48, 0.005)
	close(t, "EFS / gp3", prices.at(efs).first()/gp3, 3.75, 1e-9)
	close(t, "EFS / S3 Standard", prices.at(efs).first()/prices.at(standard).first(), 13.0, 0.05)
	close(t, "break-even of Standard-IA", breakEvenPlain(prices), 1.05, 1e-9)
}

// 1.2 PB by powers of two: 51,200 GB at 0.023, 460,800 at 0.022 and 746,291 at 0.021.
func TestVolumeSteps(t *testing.T) {
	steps := prices.at(standard).Storage
	close(t, "1.2 PiB", volume(steps, 1.2*1024*1024, 1024), 26_987, 0.5)
	close(t, "1.2 PB", volume(steps, 1.2e6, 1000), 1150+9900+14_700, 1e-6)
	for _, gb := range []float64{0, 1, 49_999.9, 50_000, 50_001, 500_000, 500_001} {
		if a, b := volume(steps, gb, 1000), volume(steps, gb+1, 1000); b-a < 0.021-1e-9 || b-a > 0.023+1e-9 {
			t.Errorf("the GB after %g costs %g, want 0.021 to 0.023", gb, b-a)
		}
	}
}

// An object of 100 KB in Glacier Flexible pays for 132 KB there and 8 KB in S3 Standard: 1.83 times the naive price.
func TestArchiveMetadata(t *testing.T) {
	p := photos()
	p.Class, p.SizeKB, p.ReadsInitial = "glacier_flexible", 100, 0
	r := Run(nil, p)
	close(t, "over the naive price", r.last()[storageLine]/(sum(r.used().GB)*prices.at(glacierFlexible).first()),
		1.83, 0.005)
}

// Eleven nines and ten million objects: one loss expected in 10,000 years.
func TestElevenNines(t *testing.T) {
	var u usage
	u.Objects[standard] = 1e7
	close(t, "losses", lossesPer10000Years(u, prices), 1, 1e-9)
}

// Moving 100 million objects to Deep Archive costs 5,000 USD.
func TestTransitionOfManyObjects(t *testing.T) {
	var u usage
	u.Transitions[deepArchive] = 1e8
	close(t, "transitions", prices.bill(photos(), u)[transitionLine], 5000, 1e-6)
}

// A CDN answers reads at the edge, and every read still pays for its bytes: only the price of a GB changes.
func TestEdgeHitsPayEgress(t *testing.T) {
	p := photos()
	p.EdgeHitPct = 50
	half := Run(nil, p).last()
	p.EdgeHitPct = 100
	full := Run(nil, p).last()
	close(t, "egress at 100 % hits", full[egressLine], half[egressLine], 1e-6)
	close(t, "read requests at 100 % hits", full[getLine], 0, 0)
	close(t, "read requests at 50 % hits", half[getLine], Run(nil, photos()).last()[getLine]/2, 1e-9)
}

// Without reads an object of Intelligent-Tiering is frequent for 30 days, infrequent until day 90, then archived.
func TestIntelligentTieringWithoutReads(t *testing.T) {
	p := photos()
	p.Class, p.ReadsInitial, p.Months = "intelligent", 0, 24
	u := Run(nil, p).used()
	days := func(c place) float64 { return u.Objects[c] / p.cohort() * daysPerMonth }
	close(t, "frequent days", days(intelligent), 30, 1e-6)
	close(t, "infrequent days", days(itInfrequent), 60, 1e-6)
	close(t, "archived days", days(itArchive), 730-90, 1e-6)
	p.SizeKB = 127
	if r := Run(nil, p); r.last()[monitoringLine] != 0 || r.used().GB[itArchive] != 0 {
		t.Errorf("objects below 128 KB are watched or moved: %+v", r.last())
	}
	p.ReadsInitial, p.HalfLifeDays, p.SizeKB = 100, 365, 128
	p.Months = 3
	u = Run(nil, p).used()
	close(t, "share frequent under many reads", u.GB[intelligent]/sum(u.GB), 1, 1e-6)
}

// A list that a page prints: every price names a source that exists, and the sources name a page unless they say why
// not.
func TestPricesHaveSources(t *testing.T) {
	f := pricesFigure()
	for _, row := range f.Table.Rows {
		if row[3] == "" {
			t.Errorf("price %v has no source", row)
		}
	}
	for key, s := range prices.Sources {
		if s.Kind == noCharge || s.Kind == fromNobody {
			continue
		}
		if _, err := url.ParseRequestURI(s.URL); err != nil {
			t.Errorf("source %s: %v", key, err)
		}
		if _, err := time.Parse(time.DateOnly, s.Seen); err != nil {
			t.Errorf("source %s, seen: %v", key, err)
		}
		if s.Kind != fromCopy && !s.Kind.confirmed() {
			t.Errorf("source %s is of kind %q", key, s.Kind)
		}
	}
	if prices.Date == "" || prices.Currency != "USD" {
		t.Errorf("price list of %q in %q", prices.Date, prices.Currency)
	}
	for _, c := range descent {
		if !prices.at(c).objectStorage {
			t.Errorf("rules move to %s", prices.at(c).ID)
		}
	}
}

// A price that rests on a third party's text says so in the table of the page, and only such a price does.
func TestUnconfirmedPricesSaySo(t *testing.T) {
	open := map[string]bool{}
	for _, row := range pricesFigure().Table.Rows {
		if strings.HasPrefix(row[3], "not confirmed: ") {
			open[row[0]+", "+row[1]] = true
		}
	}
	for _, want := range []string{"Glacier Instant Retrieval, 1,000 moves by rule", "EFS Standard, GB read",
		"EFS Standard, GB written"} {
		if !open[want] {
			t.Errorf("%s is not marked as unconfirmed", want)
		}
	}
	for what := range open {
		for _, firm := range []string{"S3 Standard", "Internet", "CDN, GB"} {
			if strings.HasPrefix(what, firm) {
				t.Errorf("%s is marked as unconfirmed", what)
			}
		}
	}
}

// The photo store's 12.3 million requests and 24.6 TB pass the plan of 10 million, and the next takes them. Premium
// goes up to 600 TB and 6 billion requests in levels.
func TestFlatRate(t *testing.T) {
	for _, c := range []struct {
		requests, tb, want float64
		ok                 bool
	}{{1e6, 0.1, 0, true}, {1e6, 1, 15, true}, {12.3e6, 24.6, 200, true}, {126e6, 1, 1000, true},
		{1, 51, 1450, true}, {36.9e6, 73.7, 1450, true}, {6e9, 600, 10_000, true}, {1, 601, 0, false},
		{6.1e9, 1, 0, false}} {
		if got, ok := prices.flatRate(c.requests, c.tb); got.USD != c.want || ok != c.ok {
			t.Errorf("flatRate(%g, %g) = %g, %v; want %g, %v", c.requests, c.tb, got.USD, ok, c.want, c.ok)
		}
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := simtest.Run(Sim, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLargest(b *testing.B) {
	q := url.Values{"months": {"120"}, "class": {"intelligent"}, "objects_per_day": {"10000000"},
		"size_kb": {"1000000"}}
	for b.Loop() {
		if _, err := simtest.Run(Sim, q); err != nil {
			b.Fatal(err)
		}
	}
}

// A signed URL of any legal length is refused once anything in it is changed, the length among it.
func TestTamperedURLIsRefused(t *testing.T) {
	for _, seconds := range []int{60, 300, 86_400, longestURL - 1, longestURL} {
		p := photos()
		p.URLExpires, p.URLAge, p.URLChange = seconds, 60, "none"
		if code, why := urlStatus(p); code != 200 {
			t.Errorf("a URL of %d s is answered %d: %s", seconds, code, why)
		}
		for _, c := range urlChecks(p) {
			if !c.OK {
				t.Errorf("a URL of %d s: %s is %g, want %g", seconds, c.Name, c.Got, c.Want)
			}
		}
	}
}
