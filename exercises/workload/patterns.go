package workload

import "tradeofflab/exercises"

func nothing(string) []exercises.Pattern { return nil }

func byKeyStates(words string) []exercises.Pattern {
	const key = "key$|keys$|key-value|id$|ids$|user_id|user_ids|identifier|code$|codes|url|slug|token|by_name|" +
		"its_name|primary_key|study"
	const fetch = "read|fetch|load|get$|gets|lookup|look|find$|found|return|save|set$|put$|want|open|opens|redirect|" +
		"give|know|known|identif|bring|lead|retriev|serve|shown|shows|request|requests|value|whole|entire|complete|" +
		"unit|piece|at_once|one_go|blob|string|behind|opaque|aggregate|raise|point_to|points_to|maps|access|address|" +
		"all_that|needs|belong|belongs|at_hand"
	const whole = "whole|entire|complete|as_a_unit|piece|all_of_it|at_once|one_go|full_document|full_record|aggregate"
	return []exercises.Pattern{
		exercises.Says(key, fetch),
		exercises.Says("read|fetch|load|save|return|open|opens|get$|shows|show|want|give|query", whole, words),
		exercises.Says("exactly_one|just_one|only_one|a_single", words),
		exercises.Says("load|loads|show|shows|fetch|fetches|needs|read|reads|open|opens", words,
			"logged_in|that_user|this_user|one_user|one_person|nothing_else|by_name|in_one"),
		exercises.Says("hash_table|hash_map|dictionary"),
	}
}

const fieldWords = "field|attribute|propert|schema|column|metadata|structure|shape|record|document|type|kind|block|" +
	"question|table|entry|entries|sheet|action|detail|information|content|data$|payload|format|layout"

func shapeStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("vary|varies|varying|variable|differ|differs|different|depend|depends|own_set|of_its_own|"+
			"of_their_own|its_own|their_own|own_fields|heterogen|sparse|flexible|schemaless|schema-free|stay_open|"+
			"open_schema|free$|nested|whatever|unlike|optional|for_some|only_for|some_products|some_users|another|"+
			"diverse|mixed", fieldWords),
		exercises.Says("jsonb|json",
			"store|stored|accept|keep|column|document|vary|varying|hold|any|data|rest|extra|specific|"+fieldWords),
		exercises.Says("type-specific|specific", fieldWords),
		exercises.Says("sparse|irregular|heterogeneous|semi-structured|semistructured",
			"data|row|rows|table|tables|record|records"),
		exercises.Says("null|empty", "column|table|row|field|most|percent"),
		exercises.Says("new$|unknown|add$|adds|added|adding|invent|invents|extra|additional",
			"field|attribute|propert|kind|type|block|column"),
		exercises.Says("share|in_common", "few$|hardly|little", "attribute|field|propert"),
		exercises.SaysNo("fixed|rigid|same_schema|share_a_schema|same_fields|same_attributes|alter|migration|" +
			"same_columns|fixed_schema"),
		exercises.SaysNo("field|fields|attribute|attributes|column|columns",
			"apply|applies|make_sense|exist|used|needed"),
		exercises.SaysNo(fieldWords, "same$|identical|alike|uniform"),
		exercises.SaysNo("rigid|fixed|one_table", "fit|suit|cover|work"),
		exercises.Says("heterogeneous|schemaless|schema-less|free-form|free_form|unstructured|arbitrary|open-ended|" +
			"schema_on_read|schema-on-read"),
		exercises.Says("field|fields|attribute|attributes|schema|propert|column|columns",
			"come|comes|release|releases|evolve|evolves|evolving|migration|alter|unpredictable|anything|"+
				"unforeseen|in_advance"),
	}
}

func shapeDenies(string) []exercises.Pattern {
	return []exercises.Pattern{exercises.Says("all$|every|each$|have",
		"same_fields|same_attributes|same_columns|same_structure|same_shape|identical")}
}

func loadStates(string) []exercises.Pattern {
	const work = "write|writes|insert|ingest|reading|message|request|lookup|traffic|throughput|event|sample|rows|" +
		"stream|measurement|notification|append|volume|trade|values|points|load$|rate$"
	const much = "many|million|thousands|thousand|billion|firehose|flood|huge|high$|higher|heavy|enormous|large|" +
		"massive|too_much|too_many|too_high|so_much|so_many|this_much|beyond|exceed|more_than|peak|grow|grows|" +
		"dominat|never_pauses|a_lot|sheer|intense|#1000..1000000000000"
	const machines = "node|nodes|machine|machines|server|servers|cluster|primary|box"
	return []exercises.Pattern{
		exercises.Says(much, work),
		exercises.Says("write-heavy|write_heavy"),
		exercises.Says("spread|distribut|scale|scaling|add$|adds|adding|many|more$|hundreds|several",
			"nodes|machines|servers|cluster|horizontal|scale_out|out$"),
		exercises.Says("beyond|exceed|more_than|too_much|too_many|too_high", "one$|single|primary|"+machines),
		exercises.SaysNo("one|single|"+machines,
			"keep_up|keep_pace|fit|sustain|handle|take|enough|cope|absorb|suffice"),
		exercises.Says("scale|scaling", "write|writes|horizontal|out$"),
		exercises.Says("spread|spreads|distribut|shard|sharding|partition",
			"write|writes|load$|insert|requests|traffic|throughput"),
		exercises.Says("sustain|absorb|too_slow|overwhelm|saturat|bottleneck", work+"|"+machines),
		exercises.SaysNo(work, "pause|pauses|stop|stops|sleep|sleeps|rest|rests"),
	}
}

func loadDenies(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("few_writes|few_reads|few_messages|few_readings|few_requests|are_few|little_traffic|" +
			"write_little|low_traffic|low_volume|low_rate|write_rarely|rarely_write"),
		exercises.Says("one_machine|single_machine|one_server|single_server|one_node|single_node|one_box",
			"plenty|is_enough|suffices|easily|handles_it|handles_them|handles_this"),
	}
}

func rangeStates(words string) []exercises.Pattern {
	const time = "newest|latest|recent|most_recent|between|range|chronolog|sorted|ordered|order_of_time|order_by|" +
		"by_time|in_order_of|time_order|history|period|interval|clustering|last$|last_hour|two_times|from_time|" +
		"time_range|start_time|end_time|end_of|slice|contiguous|stretch|timestamp|backwards|yesterday|page_by_page|" +
		"pages_back|pages_through|dates|time_span|next_to_each"
	return []exercises.Pattern{
		exercises.Says(words, time),
		exercises.Says("range_scan|range_query|range_queries|time_range|time_ranges"),
	}
}

func windowStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("aggregat|average|averages|per_minute|per_hour|per_day|count|counts|summar|mean$|sum$|sums|"+
			"percentile|minimum|maximum|min$|max$|highest|candle|roll|downsampl|thin",
			"time|window|minute|hour|hourly|day|daily|dropped|old|bucket|period"),
	}
}

func txStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("all_or_nothing|in_one_step|one_unit|roll_back|rolled_back|rollback|indivisible"),
		exercises.Says("transaction|transactions|transactional|atomic|atomically|all-or-nothing|acid"),
		exercises.Says("both|either|together", "happen|updat|chang|succeed|fail|commit|move|recorded|written"),
		exercises.SaysNo("half|partial|one_without|without_the_other"),
	}
}

func rulesStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("constraint|unique|foreign_key|foreign_keys|check$|enforce|enforces|rule|rules|reject|refuse|"+
			"refuses|guarantee|guarantees|forbid|forbids|integrity|prevents|ensure|ensures|make_sure|makes_sure",
			"database|store|balance|seat|twice|negative|zero|wrong|data|second|same|contract|row|exist|itself|"+
				"employee|constraint|rule|rules|keeps|valid|key"),
		exercises.SaysNo("twice|sell|sold|seat|negative", "constraint|unique|index"),
		exercises.Says("unique|constraint|constraints|foreign_key|foreign_keys",
			"index|guarantee|guarantees|ensure|ensures|makes_sure|enforce|enforces|prevents"),
		exercises.SaysNo("constraint|unique|database|rule", "twice|negative|zero|invalid|orphan|double"),
	}
}

func joinsStates(string) []exercises.Pattern {
	const several = "table|tables|report|reports|question|questions|customers|employees|orders|query|queries|several|" +
		"many|contracts|departments|products|analysts|managers|predict"
	return []exercises.Pattern{
		exercises.Says("join|joins|joining|combine|combines|ad-hoc|ad_hoc|unplanned|unforeseen|foresaw|across|"+
			"new_questions|unexpected|correlate|arbitrary|sql$", several),
		exercises.SaysNo("foresaw|foresee|foreseen|planned|predict|known_in_advance"),
	}
}

func hopsStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("travers|hop$|hops|multi-hop|transitive|self-join|self-joins|neighbour|neighbor|adjacency|" +
			"one-hop|two-hop|three-hop|who_knows_whom|mutual|recursive|friends_of_friends"),
		exercises.Says("follow$|follows|following|walk|path|paths|go$|goes|going|goes_on|step|steps|deep|lead|leads|"+
			"navigat|chain|move|moves|along|jump|hop_from", "edge|relation|connection|link|links|dependen|node|nodes|"+
			"person|people|viewers|level|film|films|viewer|movie|movies|audience|graph|friend|account|relationship|"+
			"other_films|other_titles|back_to"),
		exercises.Says("relation|relations|relationship|connection|friends|links", "between|among|in_common|about"),
		exercises.Says("direction|directions", "edge|edges|table|tables|follow|list|lists|link|links"),
		exercises.Says("visit|collect|start_at|starts_at|start_from|starts_from|starting",
			"everyone|who$|viewers|neighbours", "watched|films|seen|else"),
	}
}

func searchStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("search|searches|searching|find$|finds|finding|filter|filters|query$|queries|facet|faceted|"+
			"full-text|full_text|keyword|keywords|index|indexes|indexed|look_for|look_up|looked_up|select|narrow|"+
			"narrows|restrict|browse|type_a|types_a|type_some|type_words|types_words|tick", "field|fields|attribute|"+
			"attributes|word|words|text|facet|facets|price|category|user|action|keyword|keywords|brand|inverted|rank|"+
			"ranks|ranking|relevance|combination|several|answer|answers|value|match|date|typo|secondary|criteria|"+
			"navigation|place|name|names|typing|criterion"),
		exercises.Says("filter~them|search~them|filter~it|filtering"),
		exercises.SaysNo("scan|scans|slow|slower", "index|indexes"),
		exercises.Says("match|matches", "user|type|chosen|value|field|criteria"),
	}
}

const oldWords = "stale|old$|older|behind|lag|lags|late$|later|delay|delayed|outdated|eventual|eventually|yesterday|" +
	"tomorrow|ago|staleness|out_of_date|not_immediately|a_while|only_after|some_time|in_time"

func staleStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says(oldWords,
			"no_problem|fine|ok$|okay|acceptable|accept|accepts|tolera|enough|suffice|suffices|live_with|good_enough|"+
				"can$|may$|might|allowed|harmless"),
		exercises.SaysNo(oldWords+"|second|seconds|minute|minutes|hour|misses|missing",
			"notice|notices|harm|matter|matters|mind|minds|hurt|care|complain|complains|problem|tragedy|disaster|"+
				"drama|issue|bad"),
		exercises.SaysNo(oldWords, "harm|harms|hurt|hurts|bother|bothers|disturb|affects",
			"nobody|no_one|no$|nothing|none"),
		exercises.Says("refresh|refreshed|recomput|recomputed|updated|rebuilt|computed|precomputed",
			"night|nightly|daily|hourly|hour|once|batch|periodically|every_hour|every_day"),
		exercises.Says("availability|latency|speed", "more_important|rather|prefer|matters_more|beats|over$",
			"consisten|immediately|fresh|than|seeing"),
		exercises.SaysNo("fresh|freshness|recency|timely|immediacy|real-time",
			"important|needed|required|critical|necessary|essential|matter|matters"),
		exercises.SaysNo("up_to_date|up-to-date|fresh|exact|current$|immediately_visible"),
	}
}

func staleDenies(string) []exercises.Pattern {
	return []exercises.Pattern{exercises.SaysNo("must|may|can|should|is$|are$|be$",
		"stale|outdated|behind|old$|late$|lag")}
}

func expiryStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("ttl|time_to_live|time-to-live|expir|disappear|vanish|time_out|times_out|timeout|" +
			"times_itself_out|self-destruct|lifetime|short-lived|limited_life"),
		exercises.Says("remov|delet|drop|dropped|clear|clears|clean|cleans|purg|evict|evicts|discard|forget|forgets|"+
			"go_away|goes_away|throw|throws",
			"after|automatic|itself|themselves|its_own|old$|idle|inactive|lifetime|abandon|nobody"),
	}
}

func lossyStates(string) []exercises.Pattern {
	const lost = "lost|lose|loses|losing|loss|crash|restart|gone|disappear"
	return []exercises.Pattern{
		exercises.Says(lost, "again|rebuil|render|refill|warm|regenerat|recreat|rendered|recomput|merely|only$|fine|"+
			"acceptable|ok$|okay|harmless|tolera|little"),
		exercises.Says("rebuil|recomput|recreat|regenerat|rendered|render|refill", "can|any_time|again|cache|from"),
		exercises.SaysNo(lost, "harm|disaster|matter|damage|problem|hurt|tragedy"),
		exercises.Says("can|may|could", "be_lost|lose"),
		exercises.SaysNo("lost_for_good|lost_forever|gone_for_good|irreplaceable|precious|needs_persistence|" +
			"durable|durability"),
		exercises.Says("original|source|truth|database", "still|elsewhere|remains|copy"),
	}
}

func lossyDenies(string) []exercises.Pattern {
	return []exercises.Pattern{exercises.SaysNo("must|may|can|should", "lost|lose|vanish")}
}

func blobStates(string) []exercises.Pattern {
	return []exercises.Pattern{
		exercises.Says("large|huge|big$|gigabyte|gigabytes|gb$|mb$|megabyte|megabytes|bulky",
			"file|files|object|image|images|scan|video|immutable|row|rows|each|written|upload|bytes|size"),
		exercises.SaysNo("chang|modif|edit|in_place|updat|overwrit"),
		exercises.Says("written|write|uploaded|stored", "once"),
		exercises.Says("immutable|write-once|unchanging"),
	}
}

func blobDenies(string) []exercises.Pattern {
	return []exercises.Pattern{exercises.Says("edit|edited|modif|chang|updated",
		"in_place|often|all_the_time|frequently")}
}
