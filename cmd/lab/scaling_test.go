package main

import (
	"math"
	"slices"
	"testing"

	"tradeofflab/course"
	"tradeofflab/course/content"
	"tradeofflab/sims/journey"
)

// The audit of the scaling story says of each statement what the ledger of claims says: the same number, and
// impossible only where the verdict is wrong.
func TestAuditAgreesWithTheLedger(t *testing.T) {
	c, err := course.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	contradicted, computed := journey.AuditClaims()
	met := 0
	for _, claim := range c.Claims {
		impossible, asked := contradicted[claim.ID]
		if !asked {
			continue
		}
		met++
		if impossible != (claim.Verdict == "wrong") {
			t.Errorf("%s: impossible %v, verdict %q", claim.ID, impossible, claim.Verdict)
		}
		if !slices.ContainsFunc(claim.Checks, func(k course.ClaimCheck) bool {
			return math.Abs(k.Want-computed[claim.ID]) <= max(k.Tolerance, 1e-9*math.Abs(k.Want))
		}) {
			t.Errorf("%s: the audit computes %g, which no check of the claim wants", claim.ID, computed[claim.ID])
		}
	}
	if met != len(contradicted) {
		t.Errorf("%d statements of %d are in the ledger", met, len(contradicted))
	}
}
