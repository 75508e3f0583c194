/** A program that says once what its configuration is. Nothing of this is run, and it is compiled by itself. */

import { type Config, load, loadSync, SuperConfig } from 'superconfig';

declare module 'superconfig' {
  interface Register {
    config: { server: { host: string; port: number } };
  }
}

export async function registered(): Promise<number[]> {
  const config = await load();
  const host: string | undefined = config.get('server.host');
  const ports = [
    config.getOrThrow('server.port'),
    loadSync().value.server.port,
    new SuperConfig().buildSync().get('server.port', 80),
    (await new SuperConfig().build()).section('server').getOrThrow('port'),
  ];
  const whole: Config = config;
  // @ts-expect-error: a number is no string
  const text: string = whole.getOrThrow('server.port');
  // @ts-expect-error: there is no such key
  config.value.sever;
  // Another type may be said all the same.
  const other: string = loadSync<{ a: string }>().value.a;
  return host === text || other === '' ? [] : ports;
}
