/** The types of what schemas make. Nothing of this is run. */

import { type } from 'arktype';
import type { Config, Handle, OutputOf, StandardSchema } from 'superconfig';
import * as v from 'valibot';
import { z } from 'zod';
import { is } from './reading.js';

const zod = z.object({
  port: z.number().default(80),
  name: z.string().optional(),
  when: z.string().transform((text) => new Date(text)),
});
const valibot = v.object({
  port: v.optional(v.number(), 80),
  when: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
});
const arktype = type({ port: 'number', when: 'string.date.parse' });

export async function made(config: Config<{ other: string }>): Promise<void> {
  is<{ port: number; name?: string | undefined; when: Date }>()(config.extract(zod));
  is<{ port: number; when: Date }>()(config.extract(valibot, 'server'));
  is<{ port: number; when: Date }>()(config.extract(arktype));
  is<{ port: number; when: Date }>()(await config.extractAsync(valibot));
  is<Handle<{ port: number; when: Date }>>()(config.handle('server', arktype));
  is<Handle<{ port: number; when: Date }>>()(await config.handleAsync('server', valibot));
  is<number>()(config.handle('server', zod).value.port);
  is<Date>()(config.handle('server', zod).get().when);
  is<number>()(config.extract(z.number(), 'other'));

  // @ts-expect-error: what is made has no such key
  config.extract(zod).nothing;
  // @ts-expect-error: a number is no schema
  config.extract(5);
  // @ts-expect-error: nor is an object
  config.extract({});
  // @ts-expect-error: there is nothing asynchronous without a schema
  config.extractAsync('a');
  // @ts-expect-error: a handle of a schema has a path
  config.handle(zod);
}

export const OWN: StandardSchema<string, number> = {
  '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value: Number(value) }) },
};

export type Made = OutputOf<typeof OWN>;
export const MADE: Made = 5;
