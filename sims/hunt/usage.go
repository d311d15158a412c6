package hunt

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// meter watches what this process uses while one run is computed; nothing else must run beside it.
type meter struct {
	seconds float64
	bytes   uint64
	most    atomic.Uint64
	end     chan struct{}
	ended   chan struct{}
}

// between is how often the memory is looked at.
const between = 2 * time.Millisecond

// heap is what the memory of objects takes, those not yet collected included.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func watch() *meter {
	runtime.GC()
	m := &meter{seconds: ProcessorSeconds(), bytes: heap(), end: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(m.ended)
		for {
			m.most.Store(max(m.most.Load(), heap()))
			select {
			case <-m.end:
				return
			case <-time.After(between):
			}
		}
	}()
	return m
}

// stop gives the processor time in seconds and the most memory in bytes since watch.
func (m *meter) stop() (seconds float64, bytes uint64) {
	close(m.end)
	<-m.ended
	return ProcessorSeconds() - m.seconds, m.most.Load() - min(m.bytes, m.most.Load())
}
