/** What is loaded and measured: the same for all. */

export const TEXT = `
name = "shop"
debug = false
workers = 4

[server]
host = "0.0.0.0"
port = 8080
timeout = 30.5
origins = ["https://shop.example", "https://admin.shop.example"]

[server.tls]
enabled = true
cert = "/etc/shop/cert.pem"
key = "/etc/shop/key.pem"
versions = ["1.2", "1.3"]

[database]
host = "localhost"
port = 5432
name = "shop"
user = "shop"
pool_min = 1
pool_max = 16
timeout = 2.5

[cache]
url = "redis://localhost:6379/0"
ttl = 300
prefix = "shop:"

[log]
level = "info"
format = "json"
targets = ["stdout", "file"]

[[workers_of]]
name = "mail"
count = 2

[[workers_of]]
name = "thumbnails"
count = 4

[limits]
requests = 1000
burst = 50
body = 1048576
${[1, 2, 3, 4, 5, 6, 7, 8].map((at) => `\n[feature.f${at}]\nenabled = ${at % 2 === 0}\nshare = 0.${at}\n`).join('')}`;

export const VARIABLES = {
  APP_DATABASE__HOST: 'db.internal',
  APP_DATABASE__PORT: '6432',
  APP_DATABASE__POOL_MAX: '32',
  APP_DATABASE__TIMEOUT: '5.5',
  APP_SERVER__PORT: '9090',
  APP_SERVER__HOST: '127.0.0.1',
  APP_SERVER__TIMEOUT: '12.5',
  APP_SERVER__TLS__ENABLED: 'false',
  APP_SERVER__TLS__CERT: '/run/cert.pem',
  APP_SERVER__TLS__KEY: '/run/key.pem',
  APP_CACHE__TTL: '60',
  APP_CACHE__PREFIX: 's:',
  APP_LOG__LEVEL: 'debug',
  APP_LOG__FORMAT: 'text',
  APP_LIMITS__REQUESTS: '50',
  APP_LIMITS__BURST: '5',
  APP_LIMITS__BODY: '4096',
  APP_NAME: 'shop-2',
  APP_DEBUG: 'true',
  APP_WORKERS: '8',
};

/** The path that a variable sets: `['database', 'host']`. */
export const wayOf = (name) => name.slice('APP_'.length).toLowerCase().split('__');
