module tradeofflab/bench

go 1.26.0

exclude github.com/google/pprof v0.0.0-20261016150608-1facf8f91b50

exclude golang.org/x/exp v0.0.0-20261011100332-faecfb24eb49

require (
	github.com/serialx/hashring v0.0.0-20200727003509-22c0c7ab6b1b
	tradeofflab v0.0.0
)

require github.com/maypok86/otter/v2 v2.4.0 // indirect

replace tradeofflab => ../
