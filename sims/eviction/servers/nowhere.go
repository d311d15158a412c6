//go:build js

package servers

import (
	"context"
	"errors"
)

// errNowhere answers in a browser, which cannot open a connection to a cache.
var errNowhere = errors.New("a browser reaches no server")

func openRedis(context.Context, string) (Cache, error) { return nil, errNowhere }

func openMemcached(context.Context, string) (Cache, error) { return nil, errNowhere }
