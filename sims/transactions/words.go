package transactions

import "fmt"

const storySteps = 60

func takeaway(p Params, r Result) string {
	return fmt.Sprintf("%d of %d transfers committed.", r.Committed, r.Begun)
}

func coach(p Params, r Result) string { return "Try a crash of the coordinator." }
