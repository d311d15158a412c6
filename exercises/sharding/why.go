package sharding

import (
	"fmt"
	"strings"

	"tradeofflab/exercises"
)

// Words of the prose part, as alternatives of a pattern.
const (
	machines = "shard|server|partition|node|machine|place|instance|postgres"
	single   = "one|single|same|exactly|direct|1$|only|its"
	staying  = "stay|remain|still|keep|kept|fast|unchanged|as_before|hits|goes|go$|reach|find|found|answer|route|" +
		"routed|lands|touch|need|ask|lead|names|know|local|cheap|quick|unaffected|served|continue"
	sizes = "big|large|huge|popular|hot|busy|busiest|skew|uneven|few_values|cardinality|heavy|largest|biggest|" +
		"dominat|crowded"
	filling = "fill|overload|overwhelm|hot_spot|hotspot|hot$|too_much|skew|uneven|unbalanc|bottleneck|imbalanc|" +
		"swamp|bigger|larger|crowd|full|exceed|outgrow|dominat|concentrat|lopsided"
	indexes = "index|lookup_table|table|bucket|entr|region|directory|mapping"
	few     = "one|few|single|only|handful|couple|just|directly|instead|some|not_all|small_number|fewer|less"
)

// why asks for the reasons behind the layout.
func why(t task, w exercises.PartWords) exercises.Asked {
	id := t.key + "|by-id|primary_key|the_id$|by_id|an_id|id_lookup|id_quer|id_read|same_key|lookups_by_key|profile|" +
		"point_lookup|point_read|point_quer|old_query|existing_query"
	attr := t.attr + "|" + strings.TrimSuffix(t.attr, "y") + "ies|" + strings.ToLower(t.example) + "|value"
	byID := w.Idea("byid", []exercises.Pattern{
		exercises.Says(id, single, machines),
		exercises.Says(id, staying+"|hash", single+"|fast|unchanged|"+machines),
		exercises.Says("rows|row$|"+t.things, "stay|remain|keep|kept", "hash|place|where|by_the_id|"+id),
	}, []exercises.Pattern{
		exercises.Says(id, "all$|every|scatter|slow|each$", machines),
	})
	skew := w.Idea("skew", []exercises.Pattern{
		exercises.Says(attr, filling),
		exercises.Says(sizes, attr, "bucket|split|cut|spread|divid|several|parts|many|"+filling),
		exercises.Says("bucket", "spread|split|cut|divid|even|break|distribut|avoid|prevent|stop|limit",
			attr+"|load|hot|rows|entr|skew|overload|shard"),
		exercises.Says("low$|few|little|small", "cardinality|distinct|different_values|values"),
		exercises.SaysNo(attr+"|"+sizes, "even|uniform|balanced"),
	}, []exercises.Pattern{
		exercises.Says(attr, "evenly|balanced|uniform|equally", "spread|distribut|load|shard|size|split"),
		exercises.Says("all$|every", attr, "same_size|equal|equally"),
	})
	narrow := w.Idea("few", []exercises.Pattern{
		exercises.Says(indexes, few, machines+"|read|request|lookup|hop"),
		exercises.Says(attr, "quer|read|search|ask|touch|go$|goes|hit|answer", few, machines),
		exercises.Says(indexes, "names|points|tells|lists|knows|holds|gives|says|returns|find|contain|store|map",
			"id|"+machines+"|rows|where|"+t.things),
		exercises.SaysNo(attr+"|quer|search|it$", "all$|every|scatter|fan|each|broadcast"),
		exercises.Says("avoid|instead|without|replac|spare|no_longer",
			"scatter|all_shards|every_shard|fan-out|broadcast|all_servers"),
	}, []exercises.Pattern{
		exercises.Says("index|city|category|clinic|new_query", "still|also|both",
			"all_"+"shards|every_shard|all_servers|each_shard|all_of"),
	})
	model := w.Get("learn")
	return exercises.Asked{
		Part:     w.Part(3, "remedies", &exercises.Prose{Model: model, Ideas: []exercises.Idea{byID, skew, narrow}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "keywords", Checks: []string{byID.Name, skew.Name, narrow.Name}, Value: exercises.Value(
				fmt.Sprintf("%s, one shard, index, bucket, %s, skew, hot spot, few shards", t.key, t.attr))},
			{Name: "the opposite", Checks: []string{byID.Name, skew.Name, narrow.Name}, Value: exercises.Value(
				fmt.Sprintf("Now a query by %s has to ask all shards. Every %s has the same size, so the %s gives "+
					"an even load.", t.key, t.attr, t.attr))},
			{Name: "only the old query", Checks: []string{skew.Name, narrow.Name}, Value: exercises.Value(
				fmt.Sprintf("A query by %s still goes to exactly one shard, as it did before.", t.key))},
			{Name: "only the skew", Checks: []string{byID.Name, narrow.Name}, Value: exercises.Value(
				fmt.Sprintf("The rows of one %s could be so many that they would overload the machine that has them, "+
					"because %s are popular.", t.attr, t.heavy))},
			{Name: "nothing of the skew", Checks: []string{skew.Name}, Value: exercises.Value(
				fmt.Sprintf("A query by %s still asks one shard. The index table names the rows that are wanted, so "+
					"the new query asks a few shards and not all.", t.key))},
		},
	}
}
