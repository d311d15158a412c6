package trees

import (
	"fmt"

	"tradeofflab/say"
)

func btreeTakeaway(p Params, r btreeRun) string {
	return fmt.Sprintf("%s rows lie on %s of %s. %s rows take %d, and a lookup with %d MiB of memory reads %s pages.",
		say.Int(p.N), say.Count(r.Tree.Pages(), "page"),
		say.Count(r.Tree.Height(), "level"), say.Int(p.Rows), len(r.big.Sizes), p.PoolMB,
		say.Number(r.big.PoolReads, 2))
}

func btreeCoach(p Params, r btreeRun) string {
	amplification := times(r.writeAmplification(p)) + " ×"
	switch {
	case p.Order == "sequential" && p.Split == "mid":
		return fmt.Sprintf("Ascending keys leave %s of each leaf empty for good, because nothing is inserted to the "+
			"left again. Split at the right edge: how full are they then?", say.Percent(100-100*r.Fill))
	case p.Order == "sequential":
		return fmt.Sprintf("The leaves are %s full and %s bytes are written for a byte. Choose UUIDv4 keys: what "+
			"happens to both?", say.Percent(100*r.Fill), times(r.writeAmplification(p)))
	case p.Order == "uuid7" && p.Split == "right" && p.RightFill == 100:
		return fmt.Sprintf("Keys of one millisecond still arrive in any order, and full pages leave no room for "+
			"stragglers: fill %s. Keep 90 %% instead: does it rise or fall?", say.Percent(100*r.Fill))
	case p.Order == "uuid7":
		return fmt.Sprintf("UUIDv7 writes %s. Choose UUIDv4 and say first how many times more that is.", amplification)
	case p.Order == "uuid4":
		return fmt.Sprintf("Each key lands on a page of its own: %s. Choose UUIDv7, as wide but in order of time. "+
			"Which of the numbers change?", amplification)
	case r.PoolHits < 0.95 && r.PoolReads > 0.5:
		return fmt.Sprintf("Random keys write %s, because a page leaves the pool before the next key reaches it. How "+
			"large must the pool be to bring that under 2 ×? Say a number, then move it.", amplification)
	}
	return fmt.Sprintf("The projected index has %s. How wide may a key become before it takes one more? Say a "+
		"number, then move the key.", say.Count(len(r.big.Sizes), "level"))
}
