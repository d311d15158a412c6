// Package catalogue lists the simulations of the lab.
package catalogue

import (
	"tradeofflab/sims"
	"tradeofflab/sims/conflicts"
	"tradeofflab/sims/consensus"
	"tradeofflab/sims/eviction"
	"tradeofflab/sims/families"
	"tradeofflab/sims/federated"
	"tradeofflab/sims/hashing"
	"tradeofflab/sims/indexes"
	"tradeofflab/sims/journey"
	"tradeofflab/sims/loops"
	"tradeofflab/sims/migration"
	"tradeofflab/sims/pipeline"
	"tradeofflab/sims/queueing"
	"tradeofflab/sims/readcache"
	"tradeofflab/sims/recommender"
	"tradeofflab/sims/replication"
	"tradeofflab/sims/sharding"
	"tradeofflab/sims/stampede"
	"tradeofflab/sims/storagecost"
	"tradeofflab/sims/transactions"
	"tradeofflab/sims/trees"
	"tradeofflab/sims/writecache"
)

// All holds every simulation in the order of the gallery. A new simulation is its folder and one line here.
var All = sims.Catalogue{hashing.Sim, queueing.Sim, storagecost.Sim, sharding.Sim, transactions.Sim, replication.Sim,
	conflicts.Sim, consensus.Sim, indexes.Sim, trees.Sim, readcache.Sim, writecache.Sim, eviction.Sim, stampede.Sim,
	pipeline.Sim, migration.Sim, journey.Sim, federated.Sim, recommender.Sim, loops.Sim, families.Sim}
