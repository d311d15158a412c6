package advisor

import (
	"math"

	"tradeofflab/say"
)

// lossOf is the loss that is tolerated; unsaid is none.
func (q quantities) lossOf() string {
	if q.Loss == "" {
		return "none"
	}
	return q.Loss
}

// What a failure takes, s. Without a source they are judgement of the lab.
const (
	failoverS = 120   // RDS Multi-AZ: typically 60 to 120 s, Amazon RDS User Guide, Multi-AZ DB instance deployments
	promoteS  = 300   // a replica is promoted by hand or by a tool
	restartS  = 600   // another machine, and the log played again
	restoreBS = 100e6 // bytes a second of a restore
	electS    = 12    // MongoDB Manual, Replica Set Elections: a median of at most 12 s with default settings
	noticeS   = 30    // a node of a search or column store is given up
	behindS   = 5     // how far a replica that is not waited for is behind
	shippedS  = 300   // between two backups of the log
)

// standsBy says whether the second machine of a pair only waits for the day that it takes over.
func (t Topology) standsBy(q quantities) bool {
	return t.Kind == kindSingleWriter && t.Mode == "semi" && q.Regions == 1 && t.Copies == 2
}

// Recovery says what the failure of a machine or a zone costs: the recovery point and the recovery time.
func (r Replication) Recovery() string {
	text := "RPO 0"
	if r.RPO > 0 {
		text = "RPO " + span(r.RPO)
	}
	if r.RTO == 0 {
		return text + ", RTO 0: other copies answer at once"
	}
	return text + ", RTO " + span(r.RTO)
}

// recovery is that of the truth, with what the loss of a whole region costs.
func (t Topology) recovery() string {
	text := Replication{RPO: t.RPO, RTO: t.RTO}.Recovery()
	if t.far != "" {
		text += "; " + t.far
	}
	return text + "."
}

// span prints seconds in the unit that a reader plans with.
func span(s float64) string {
	switch {
	case s < 120:
		return say.Short(math.Round(s)) + " s"
	case s < 2*3600:
		return say.Short(math.Round(s/60)) + " min"
	}
	return say.Short(math.Round(s/3600)) + " h"
}
