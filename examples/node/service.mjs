/**
 * A Fastify service whose settings follow their files: edit `greeting` in settings.toml while it runs.
 *
 *     node service.mjs            # SHOP_SERVER_PORT=8080 node service.mjs
 */

import { fileURLToPath } from 'node:url';
import fastify from 'fastify';
import { load } from 'superconfig';
import * as z from 'zod';

const Server = z.object({ host: z.string(), port: z.int().min(0).max(65535), greeting: z.string() });

/**
 * The service, which watches the files for as long as it runs.
 *
 * @param {string | URL} settings
 * @param {Record<string, string | undefined>} [env]
 */
export async function serviceFor(settings, env = process.env) {
  const config = await load({ files: settings, envPrefix: 'SHOP_', env });
  const server = config.handle('server', Server);
  const service = fastify();

  service.addHook('onReady', async () => {
    config.watch().on('error', (error) => console.error(`${error}`));
  });
  service.addHook('onClose', async () => config.close());

  // Reads the settings as they are now: nanoseconds, and never half of a change.
  service.get('/hello/:name', async (request) => {
    const { name } = /** @type {{ name: string }} */ (request.params);
    return { message: `${server.get().greeting}, ${name}!` };
  });
  // Whether the settings could follow their files.
  service.get('/health', async () => {
    const { generation, stale } = config.status();
    return { generation, stale };
  });
  return { service, config, server };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { service, server } = await serviceFor(new URL('settings.toml', import.meta.url));
  const { host, port } = server.get();
  console.log(`listening on ${await service.listen({ host, port })}`);
}
