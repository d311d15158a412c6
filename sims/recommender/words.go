package recommender

import (
	"fmt"

	"tradeofflab/say"
)

func indexTakeaway(p Params, r Index) string {
	p = p.set()
	k, share, cost := min(p.K, r.Allowed), percent(r.Recall, 1), say.Short(r.Distances)
	head := fmt.Sprintf("Of %s a search finds %s %% with %s distances", nearestItems(k), share, cost)
	if k == 1 {
		head = fmt.Sprintf("The nearest item is found by %s %% of the searches, with %s distances", share, cost)
	}
	if p.scans() {
		return head + ": it compares all that may be returned."
	}
	return head + fmt.Sprintf(" in place of %s, and vector and links of an item take %s bytes.", say.Int(r.Allowed),
		say.Number(r.bytes(p), 0))
}

// below prints a number of at most whole. One that is less is never rounded to it.
func below(v, whole float64, decimals int) string {
	return say.Number(v, decimalsBelow(v, whole, decimals))
}

// percent prints a share of 1 in percent. One below 1 is never rounded to 100.
func percent(share float64, decimals int) string { return below(100*share, 100, decimals) }

// decimalsBelow is how many decimals it takes, so many at least, to tell a number from the whole that it is less than.
func decimalsBelow(v, whole float64, decimals int) int {
	for v < whole && decimals < 6 && say.Number(v, decimals) == say.Number(whole, decimals) {
		decimals++
	}
	return decimals
}

// nearestItems says how many are looked for.
func nearestItems(k int) string {
	if k == 1 {
		return "the nearest item"
	}
	return "the " + say.Count(k, "nearest item")
}

// goodRecall is what a search is often asked for.
const goodRecall = 0.95

func indexCoach(p Params, r Index) string {
	p = p.set()
	switch {
	case p.scans():
		return fmt.Sprintf("Every one of the %s is compared. Let the filter act within the search: from which share "+
			"that passes does the graph take fewer distances?", say.Count(r.Allowed, "item"))
	case p.ef() < p.K:
		return fmt.Sprintf("pgvector gives no more items than it keeps candidates: %d of the %d asked for. Ask for as "+
			"many: which share of them is found?", p.ef(), p.K)
	case p.filtered() && p.Preset == "qdrant":
		return "Here a search walks over items that do not pass, as hnswlib does. Qdrant never does: it follows " +
			"further links among items of one value, or compares all that pass. Which of both would you choose " +
			"at this share?"
	case p.filtered() && p.Preset == "milvus":
		return "Here a search walks over all items that do not pass, as hnswlib does. Milvus walks over a share of " +
			"them, and compares all that pass where 7 % or fewer do. What does that spare at this share?"
	case p.filtered() && p.Mode == "post" && r.Returned < 0.95*float64(min(p.K, r.Allowed)):
		return fmt.Sprintf("%s of %d come back: the filter has thrown the others away after the search. Which ef "+
			"would bring them all, and what does it cost? Or let the filter act within the search.",
			say.Amount(r.Returned, "item"), min(p.K, r.Allowed))
	case p.Quant != "f32" && p.Rerank == 0 && r.Recall < goodRecall:
		return fmt.Sprintf("Codes are off by %s %% of the distance of the nearest item, and neighbours change "+
			"places. Compare %d of those found again by their full vectors: what does that bring, and which memory "+
			"does it read?",
			say.Number(100*r.Error, 0), 4*p.K)
	case r.RecallAtN < 0.999:
		return fmt.Sprintf("Even with ef = n only %s %% are found: no link leads to the others. Which knob mends "+
			"that, ef, M or the candidates while building?", percent(r.RecallAtN, 1))
	case r.Recall < goodRecall:
		return fmt.Sprintf("%s %% are found. Double ef and say first how many distances that takes: twice as many?",
			percent(r.Recall, 1))
	case p.Data == "clustered":
		return "In tight clusters the nearest items are easy to find. Let the items lie in one cloud and say what " +
			"becomes of recall and distances at the same ef."
	case p.Dim < 32:
		return fmt.Sprintf("Recall is %s. Now take 32 dimensions and keep the rest: say what recall and distances "+
			"become.", below(r.Recall, 1, 3))
	case p.Quant == "f32":
		return fmt.Sprintf("Vectors take %s of %s bytes. Compare one byte a number instead: by how much does an item "+
			"shrink, and do its links?", say.Number(p.codeBytes(), 0), say.Number(r.bytes(p), 0))
	}
	return "Halve M. What becomes of memory, of distances, and of the items that can be reached at all?"
}
