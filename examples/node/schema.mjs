/**
 * A schema of zod, with faults that say where they are.
 *
 *     SHOP_DATABASE_POOL_MAX=0 node schema.mjs
 */

import { loadSync, SuperConfigError } from 'superconfig';
import * as z from 'zod';

const Database = z.object({
  url: z.url({ protocol: /^postgres$/ }),
  password: z.string(),
  pool: z
    .object({ min: z.int().min(0), max: z.int().min(1).max(100) })
    .refine(({ min, max }) => min <= max, { error: 'min is more than max' }),
});

const config = loadSync({ files: new URL('settings.toml', import.meta.url), envPrefix: 'SHOP_' });
try {
  const { url, pool } = config.extract(Database, 'database');
  console.log(`${pool.min} to ${pool.max} connections to ${url}`);
  // Secrets are masked where they are shown.
  console.log(`${config.explainAll('database').join('')}`);
} catch (error) {
  if (!(error instanceof SuperConfigError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
