/** More redis.conf directives, as written there: `{ "maxmemory": "1gb", "save": ["900 1", "300 10"] }`. */
export type Directives = Readonly<Record<string, string | readonly string[]>>;
