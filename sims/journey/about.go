package journey

import (
	"tradeofflab/sims"
	"tradeofflab/sims/storagecost"
)

var about = sims.About{
	Slug: "journey", Title: "From a gigabyte to a petabyte", Version: "4", Lesson: 0,
	Question: "Data and load grow by a fifth each month. Which move comes when, what becomes the bottleneck, and " +
		"what does it cost to keep the goals?",
	Doc: "A store month by month: requests at the fullest node, caches, nodes by the universal scalability law, " +
		"failures, backups and a bill; moves change the architecture after their lead time.",
	LeavesOut: []string{
		"The fullest node stands for the whole store: its response is that of every request that the cache tier does " +
			"not answer, and what it refuses, all are taken to refuse.",
		"A read hits when its object was read within Che's characteristic time; the cache itself is not simulated. " +
			"Tier and memory of the nodes are taken to hold different objects.",
		"Sums, searches and single reads share one line and one exponential law; only their mean differs. A sum " +
			"over many shards does not wait for the slowest of them.",
		"Requests come evenly over the month. There are no days and nights, no retries and no bursts.",
		"Who would wait longer than the goal for the 99th percentile, or behind 256 others, is refused at once and " +
			"counts as not answered.",
		"Copies do not lag, and a failed copy is whole again at once. A lost zone takes a third of the nodes for 4 " +
			"hours.",
		"A sum takes 20 times the work of one object, 28 times in a wide-column store, and reads 1 MB; a search " +
			"takes 5 times. Of the requests to shards 1 % concern several in any case, besides sums and searches, " +
			"and only those wait for other nodes. A tier answers in 0.5 ms, a restore takes twice as long as a " +
			"backup, and a node's disks work on 32 requests at a time: assumptions of the lab.",
		"With a lake, reads of one object are only for the months that stay in the store.",
		"What the disks have no room for lies in object storage, where no request finds it.",
		"The lake answers sums and searches; nothing is timed there, and its queries cost nothing but storage.",
		"Traffic between zones, snapshots' requests, licences and discounts are not billed.",
		"Lead times, work and risks of the moves, hours for nodes and failures, the lost zone once in 60 months " +
			"and what the lab puts on a node are its assumptions.",
		"Not confirmed by the maker: " + notConfirmed() + ".",
	},
	Sources: []sims.Source{
		{Label: "Gunther, Guerrilla Capacity Planning, 2007", URL: "https://doi.org/10.1007/978-3-540-31010-5",
			For: "the universal scalability law"},
		{Label: "Che, Tung and Wang, Hierarchical web caching systems, IEEE JSAC 20(7), 2002",
			URL: "https://doi.org/10.1109/JSAC.2002.801752", For: "hit ratio of a cache that drops what was used " +
				"least recently"},
		{Label: "Kleinrock, Queueing Systems, volume I, 1975", For: "M/M/c"},
		{Label: "Jackson, Networks of waiting lines, Operations Research 5(4), 1957",
			URL: "https://doi.org/10.1287/opre.5.4.518", For: "two lines in a row"},
		{Label: "Little, A proof for the queuing formula L = λW, Operations Research 9(3), 1961",
			URL: "https://doi.org/10.1287/opre.9.3.383", For: "number in a node = rate × time in it"},
		{Label: shop.Sources[0].Label, URL: shop.Sources[0].URL, For: "processors, memory, disks and ceilings of " +
			"nodes"},
		{Label: shop.Sources[1].Label, URL: shop.Sources[1].URL, For: "prices of nodes"},
		{Label: shop.Sources[2].Label, URL: shop.Sources[2].URL, For: "operations and bandwidth included " +
			"with gp3 volumes"},
		{Label: "The price list of this lab's storage cost, " + storagecost.PriceDate(), URL: "/sims/storagecost",
			For: "volumes, and objects by steps of volume"},
		{Label: "The scaling story, case 7 of the course", URL: "/cases/scaling-story",
			For: "150 dollars an hour, 26 weeks of migration, sums 40 % slower in a wide-column store, and the audit"},
	},
	Headline: []string{"slo_months_pct", "first_missed_month", "p99_ms", "hit_pct", "total_cost_usd", "score"},
	First:    []string{"part", "moves", "node", "months", "arrival_rate", "nodes", "found"},
	Predict: &sims.Predict{Question: "1 GB grows by 20 % a month; each GB brings 10 requests a second. One node " +
		"with 16 processors and 128 GB of memory has it all, and nobody does anything. Which month is the first to " +
		"miss a goal?",
		Metric: "first_missed_month", Min: 1, Max: 96, Step: 1, Unit: "month",
		Hides: []string{"response", "bottleneck", "cost", "storage", "hits", "slo_months_pct", "score", sims.StoryID}},
	Challenge: challenge,
	Pair:      pairFigure,
}
