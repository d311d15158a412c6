//go:build !js

package servers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/bradfitz/gomemcache/memcache"
)

const (
	itemOverhead = 60        // bytes of an item's header, key and end, about
	largestValue = 1_000_000 // below the item limit of 1 MB
	// Half of the memory is filled: pages are bound to one size class, and a part of each page stays empty.
	memcachedFill = 0.5
)

type memcachedCache struct {
	client  *memcache.Client
	addr    string
	version string
	value   []byte
}

func openMemcached(ctx context.Context, addr string) (Cache, error) {
	c := &memcachedCache{client: memcache.New(addr), addr: addr}
	c.client.Timeout = 5 * time.Second
	stats, err := c.stats(ctx, "stats")
	if err != nil {
		return nil, fmt.Errorf("open memcached at %s: %w", addr, err)
	}
	if stats["curr_items"] != "0" {
		return nil, fmt.Errorf("open memcached at %s: %w", addr, ErrInUse)
	}
	c.version = stats["version"]
	return c, nil
}

func (c *memcachedCache) Version() string { return "Memcached " + c.version }

// Fit chooses the size of the values so that about so many fill the memory that the server was started with, for
// memcached takes no new limit while it runs.
func (c *memcachedCache) Fit(ctx context.Context, objects int) error {
	settings, err := c.stats(ctx, "stats settings")
	if err != nil {
		return err
	}
	limit, err := strconv.ParseFloat(settings["maxbytes"], 64)
	if err != nil {
		return fmt.Errorf("limit of memory: %w", err)
	}
	bytes := int(memcachedFill*limit/float64(objects)) - itemOverhead
	if bytes < 1 || bytes > largestValue {
		return fmt.Errorf("%d objects do not fit memcached's limit of %.0f MB in values of 1 B to 1 MB; start it "+
			"with another -m", objects, limit/(1<<20))
	}
	c.value = make([]byte, bytes)
	return nil
}

func (c *memcachedCache) Get(_ context.Context, key string) (bool, error) {
	_, err := c.client.Get(key)
	if errors.Is(err, memcache.ErrCacheMiss) {
		return false, nil
	}
	return err == nil, err
}

func (c *memcachedCache) Set(_ context.Context, key string) error {
	return c.client.Set(&memcache.Item{Key: key, Value: c.value})
}

func (c *memcachedCache) Held(ctx context.Context) (int, error) {
	stats, err := c.stats(ctx, "stats")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(stats["curr_items"])
}

func (c *memcachedCache) Close(context.Context) error {
	return errors.Join(c.client.FlushAll(), c.client.Close())
}

// stats sends a stats command, which the client library does not offer, and reads its lines.
func (c *memcachedCache) stats(ctx context.Context, command string) (map[string]string, error) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", c.addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
		return nil, err
	}
	out := map[string]string{}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) == 1 && f[0] == "END" {
			return out, nil
		}
		if len(f) >= 2 && f[0] == "STAT" {
			out[f[1]] = strings.Join(f[2:], " ")
		}
	}
	return nil, errors.Join(errors.New("the answer to stats has no end"), lines.Err())
}
