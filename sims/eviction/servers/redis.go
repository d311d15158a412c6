//go:build !js

package servers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// redisValue is what each key holds: long enough that the key's own overhead does not decide.
var redisValue = strings.Repeat("x", 100)

func init() { redis.SetLogger(quiet{}) } // the library prints what it also returns

type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

type redisCache struct {
	client  *redis.Client
	version string
	before  map[string]string // settings to give back
}

func openRedis(ctx context.Context, addr string) (Cache, error) {
	c := &redisCache{client: redis.NewClient(&redis.Options{Addr: addr, DisableIdentity: true, MaxRetries: -1}),
		before: map[string]string{}}
	fail := func(err error) (Cache, error) {
		c.client.Close()
		return nil, fmt.Errorf("open redis at %s: %w", addr, err)
	}
	n, err := c.client.DBSize(ctx).Result()
	if err != nil {
		return fail(err)
	}
	if n > 0 {
		return fail(ErrInUse)
	}
	if c.version, err = c.info(ctx, "server", "redis_version"); err != nil {
		return fail(err)
	}
	for _, name := range []string{"maxmemory", "maxmemory-policy"} {
		v, err := c.client.ConfigGet(ctx, name).Result()
		if err != nil {
			return fail(err)
		}
		c.before[name] = v[name]
	}
	return c, nil
}

func (c *redisCache) Version() string { return "Redis " + c.version }

// Fit fills the server with so many keys, notes the memory, and allows that much.
func (c *redisCache) Fit(ctx context.Context, objects int) error {
	if err := c.client.ConfigSet(ctx, "maxmemory", "0").Err(); err != nil {
		return err
	}
	const batch = 1000
	for from := 0; from < objects; from += batch {
		_, err := c.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i := from; i < min(from+batch, objects); i++ {
				p.Set(ctx, "k"+strconv.Itoa(i), redisValue, 0)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	used, err := c.info(ctx, "memory", "used_memory")
	if err != nil {
		return err
	}
	if err := c.client.FlushDB(ctx).Err(); err != nil {
		return err
	}
	if err := c.client.ConfigSet(ctx, "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		return err
	}
	return c.client.ConfigSet(ctx, "maxmemory", used).Err()
}

// info reads one line of INFO.
func (c *redisCache) info(ctx context.Context, section, name string) (string, error) {
	text, err := c.client.Info(ctx, section).Result()
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(text) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), name+":"); ok {
			return v, nil
		}
	}
	return "", fmt.Errorf("INFO %s has no %s", section, name)
}

func (c *redisCache) Get(ctx context.Context, key string) (bool, error) {
	err := c.client.Get(ctx, key).Err()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return err == nil, err
}

func (c *redisCache) Set(ctx context.Context, key string) error {
	return c.client.Set(ctx, key, redisValue, 0).Err()
}

func (c *redisCache) Held(ctx context.Context) (int, error) {
	n, err := c.client.DBSize(ctx).Result()
	return int(n), err
}

func (c *redisCache) Close(ctx context.Context) error {
	err := c.client.FlushDB(ctx).Err()
	for name, v := range c.before {
		err = errors.Join(err, c.client.ConfigSet(ctx, name, v).Err())
	}
	return errors.Join(err, c.client.Close())
}
