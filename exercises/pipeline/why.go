package pipeline

import "tradeofflab/exercises"

// why asks for the reasons behind the store.
func why(w exercises.PartWords) exercises.Asked {
	store := "object_storage|object_store|s3|files|bucket|lakehouse|lake$|storage|parquet|gigabyte|gb$|tb$|terabyte|" +
		"keeping|store$|stored|store_it|stores|medium|history|30_tb|it$|lake"
	low := "cheap|inexpensive|low_cost|low_price|costs_little|costs_less|less_expensive|affordable|cents|fraction|" +
		"0.023|#0.0229..0.0231|lower_cost|lower_price|few_dollars|690|saves_money|low_storage|small_bill|economical|" +
		"bargain|price_of_object|least_expensive|very_little|price_of_a_lake|lake_price|lake_cost|cost_of_a_lake"
	quick := "quick|fast|second|speed|efficient|rapid|performance|prune|pruning|skip|skips|skipping|only_the|" +
		"few_columns|fewer_bytes|less_data|fraction|reads_only|only_read|just_the|small_part|interactive|index|" +
		"statistics|warehouse-like|minute|minutes|short$|within_second|within_minute|within_a_few|within_a_minute|" +
		"selectiv|relevant|few_files|fewer_files|low_latency|leave_out|leaves_out|ignore|ignores|needed|it_needs|" +
		"they_need|responsive|tiny|part$_of|accelerat"
	columns := "column|columnar|parquet|table_format|statistics|partition|metadata|iceberg|delta|sql|query|queries|" +
		"scan|scans|aggregat|report|zone_map|min/max|analytic|analyst|engine"
	cost := w.Idea("cost", []exercises.Pattern{
		exercises.Says(low, store+"|month|year|event|data"),
		exercises.Says("cost|costs|price|bill|pay$|spend|budget",
			"low$|lower|lowest|small|little|dollar|cent$|cents|below|fraction|less$|tiny|modest|down$|usd|cheap"),
		exercises.Says("low-cost|low-price|cheap|inexpensive|affordable",
			store+"|stays|month|year|event|data|clicks"),
		exercises.Says("compress|shrink|shrinks|smaller", "time|fold|several|cost|bill|byte|bill|parquet|column"),
		exercises.SaysNo("cost|costs|price|pay|charge", "nothing"),
		exercises.SaysNo("expensive|pricey|costly|dear$"),
	}, []exercises.Pattern{exercises.Says("lakehouse|object_storage|s3|lake$|files",
		"expensive|costly|pricey|dear$|costs_more|most_expensive")})
	speed := w.Idea("speed", []exercises.Pattern{
		exercises.Says(columns, quick),
		exercises.Says("speed|performance|fast|quick|latency", "warehouse|like_a_warehouse"),
	}, []exercises.Pattern{exercises.Says("query|queries|report|scan|lakehouse",
		"slow$|slower|slowly|hours|crawl")})
	both := w.Idea("both", []exercises.Pattern{
		exercises.Says("one_copy|same_copy|single_copy|one_place|same_place|one_system|single_system|"+
			"single_place|same_tables|same_table|same_files|same_data|one_store|single_store|single_source|"+
			"one_set|same_store|same_lakehouse|shared|both", "stream|batch|dashboard|report|workload|"+
			"machine_learning|model|ml$|training|team|engine|use|kinds|spark|flink|reader|analyst|real-time|"+
			"historical|analysis|everyone|everybody|all_of_them"),
		exercises.Says("share|shares", "table|files|data|copy|storage|them$|it$"),
		exercises.Says("unif|combin|merges|marries|supports_both|serves_both|joins",
			"stream|batch|workload|real-time|historical|history|dashboard"),
		exercises.Says("flink|stream|streaming|live|real-time|dashboard", "spark|batch|report|monthly|training",
			"table|tables|there$|it$|files|lakehouse"),
		exercises.Says("twice|two_times|second_time", "load|copy|store|stored|ingest|keep|write|pay|save"),
		exercises.SaysNo("duplic|separate_system|separate_store|separate_database|second_copy|second_system|" +
			"another_copy|extra_copy|duplicate|copying|two_copies|copies_to|second_store|separate_copy|" +
			"two_systems"),
		exercises.Says("stream|dashboard|flink|streaming|live", "batch|report|spark|monthly|models|training",
			"same$|together|shared|share|one$|alike|at_once"),
		exercises.Says("open_format|open_table|open_file|any_engine|several_engines|many_engines|" +
			"different_engines"),
	}, []exercises.Pattern{
		exercises.Says("need|needs|needed|require|requires|must|always",
			"second_copy|two_copies|separate_copy|two_systems|separate_systems|second_system"),
		exercises.SaysNo("batch|report|stream|dashboard|workload", "serve_both|share|support_both"),
	})
	model := w.Get("learn")
	return exercises.Asked{
		Part:     w.Part(3, "storage", &exercises.Prose{Model: model, Ideas: []exercises.Idea{cost, speed, both}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{cost.Name, speed.Name, both.Name},
				Value: exercises.Value("lakehouse, Parquet, cheap, columnar, fast, one copy, streaming, batch, ACID")},
			{Name: "the opposite", Checks: []string{cost.Name, speed.Name, both.Name},
				Value: exercises.Value("The lakehouse is the most expensive way to keep events. A query over a month " +
					"is slow in it. The two workloads always need a second copy of their own.")},
			{Name: "only the cost", Checks: []string{speed.Name, both.Name},
				Value: exercises.Value("It is cheap to keep the events on object storage for many years.")},
			{Name: "only the speed", Checks: []string{cost.Name, both.Name},
				Value: exercises.Value("With columns a report is fast, because it leaves out most of the bytes " +
					"in the files.")},
			{Name: "nothing on sharing", Checks: []string{both.Name},
				Value: exercises.Value("It is cheap to keep the events on object storage. A columnar format makes " +
					"reports quick, since they read only what they need.")},
		},
	}
}
