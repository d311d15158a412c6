package storagecost

import (
	"fmt"
	"tradeofflab/say"
)

// takeaway says what the run shows, in one or two sentences.
func takeaway(p Params, r Result) string {
	base := *r.plain
	b := r.last()
	first := fmt.Sprintf("Month %d costs %s: %s for storage", p.Months, usd(b.Sum()), usd(b[storageLine]))
	top, amount := dearest(b)
	if top != storageLine && amount > 0 {
		first += fmt.Sprintf(", %s for %s", usd(amount), inText(top))
	}
	if p.isPlain() {
		return first + "."
	}
	s := saving(r, base)
	word := "less"
	if s < 0 {
		word, s = "more", -s
	}
	return fmt.Sprintf("%s. Without egress, %s cost %s %s than in S3 Standard.", first, span(p.Months),
		percent(s), word)
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	base := *r.plain
	b, all := r.last(), r.total()
	rate := breakEven(p, prices)
	day := breakEvenDay(p, rate)
	s := saving(r, base)
	switch {
	case p.Lifecycle != nil && p.SizeKB < p.RuleMinKB:
		return fmt.Sprintf("The rules move nothing: objects of %s KB are below the %s KB from which they do. Let them "+
			"move objects of every size: does the bill fall?", say.Int(p.SizeKB), say.Int(p.RuleMinKB))
	case p.Class == "ebs_gp3" || p.Class == "efs":
		return fmt.Sprintf("Storage alone costs %s in month %d. How many times cheaper is S3 Standard, and Deep "+
			"Archive? Say both, then change the class.", usd(b[storageLine]), p.Months)
	case p.Lifecycle == nil && p.Class == "standard" && rate > 0 && day > 0:
		return fmt.Sprintf("Standard-IA pays below %s reads a month, and these objects come to that at day %s. Say "+
			"what moving them at day 30 saves, then write 30 standard_ia.",
			say.Number(rate, 2), say.Number(day, 0))
	case s < 0 && rate == 0 && all[earlyLine] == 0:
		return fmt.Sprintf("This run costs %s more than S3 Standard: objects of %d KB pay for sizes, metadata and "+
			"requests rather than bytes. Pack them: which size is the first to save?", percent(-s), p.SizeKB)
	case s < 0 && day > 0 && all[retrievalLine] > all[storageLine]/5:
		return fmt.Sprintf("This run costs %s more than S3 Standard: %s went to retrieval. From which day on are "+
			"reads rare enough? They fall to %s a month at day %s.",
			percent(-s), usd(all[retrievalLine]), say.Number(rate, 2), say.Number(day, 0))
	case all[earlyLine] > 0:
		return fmt.Sprintf("%s pay for minimum durations that the objects did not stay. Leave each class the days it "+
			"charges for: what is saved then?", usd(all[earlyLine]))
	case all[transitionLine] > all[storageLine]:
		return fmt.Sprintf("Moving objects costs %s and keeping them %s. How large must an object be for the move to "+
			"pay? Raise the size.", usd(all[transitionLine]), usd(all[storageLine]))
	case all[retrievalLine] > all[storageLine]/5:
		return fmt.Sprintf("Retrieval costs %s over %s. Move the objects later, or let a CDN answer the reads: which "+
			"saves more?", usd(all[retrievalLine]), span(p.Months))
	case p.EdgeHitPct == 0 && b[egressLine] > b.Kept():
		return fmt.Sprintf("Egress is %s of the bill, and no class changes it. Say what a CDN with 95 %% hits takes "+
			"off, then set it.", percent(b[egressLine]/b.Sum()))
	case p.EdgeHitPct > 0:
		return fmt.Sprintf("The CDN answers %s %% of the reads, and egress is still %s: hits are bytes too. What "+
			"does make it smaller? Halve the object size.", say.Short(p.EdgeHitPct), usd(b[egressLine]))
	}
	return fmt.Sprintf("Storage costs %s in month %d. Delete objects after a year instead of keeping them: from "+
		"which month on does the bill stop growing?", usd(b[storageLine]), p.Months)
}

// dearest is the largest line of a bill.
func dearest(b Bill) (line, float64) {
	top := line(0)
	for i := range lines {
		if b[i] > b[top] {
			top = line(i)
		}
	}
	return top, b[top]
}

// inText is the name of a line within a sentence.
func inText(l line) string {
	return [lines]string{"storage", "uploads", "read requests", "retrieval", "transitions", "monitoring",
		"minimum durations", "egress"}[l]
}

func span(months int) string {
	if months == 1 {
		return "one month"
	}
	return fmt.Sprintf("%d months", months)
}

// percent prints a fraction as "19.1 %".
func percent(v float64) string { return say.Number(100*v, 1) + " %" }
