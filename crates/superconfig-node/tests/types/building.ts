/** The types of builders, options, callbacks and endings. Nothing of this is run. */

import {
  type Change,
  type Loaded,
  load,
  loadSync,
  Rule,
  SuperConfig,
  type SuperConfigError,
} from 'superconfig';
import { is } from './reading.js';

export async function options(): Promise<void> {
  await load({ files: ['a.toml', new URL('file:///b.toml')], envPrefix: 'APP_', watch: { poll: 5 } });
  loadSync({ overrides: { 'a.b': 1 } });
  loadSync({ overrides: new Set(['a=1']), profile: ['a', 'b'] });
  // @ts-expect-error: misspelled
  await load({ file: 'a.toml' });
  // @ts-expect-error: misspelled
  loadSync({ envprefix: 'APP_' });
  // @ts-expect-error: misspelled
  loadSync({ watch: { debonce: 5 } });

  const builder = new SuperConfig();
  builder.withFile('a.toml', { nested: true, strategy: 'join', format: 'toml' });
  // @ts-expect-error: misspelled
  builder.withFile('a.toml', { nestd: true });
  // @ts-expect-error: there is no such strategy
  builder.withFile('a.toml', { strategy: 'joni' });
  // @ts-expect-error: there is no such format
  builder.withString('a', 'tmol');
  // @ts-expect-error: there is no such order
  builder.withGlob('*.toml', { mergeOrder: 'largest' });
  // @ts-expect-error: there is no such level
  builder.withHierarchicalConfig('app', { levels: ['sytem'] });
  // @ts-expect-error: there is no such nesting
  builder.withEnv('APP_', { nesting: 'all' });
  // @ts-expect-error: misspelled
  builder.withLimits({ dept: 5 });
  // @ts-expect-error: misspelled
  builder.withReading({ largeIntegers: 'bigints' });
  // @ts-expect-error: defaults are a table
  builder.withDefaults(5);
  // @ts-expect-error: that is no verbosity
  builder.withVerbosity('loud');
}

export function callbacks(): void {
  const builder = new SuperConfig()
    .withSource(() => ({ a: 1 }))
    .withSource(async () => ['a = 1', 'toml'])
    .withSource({ name: 'own', watchTargets: ['a'], load: (): Loaded => ({ a: 1 }) })
    .validate('a', (value: number) => value > 0)
    .validate('a', (value: string) => (value === '' ? 'it is empty' : undefined))
    .validate(
      'a',
      Rule.range({ min: 1 }).and(async (value: number) => value > 1),
    )
    .validateWith((all: { a: number }) => all.a > 0);
  // @ts-expect-error: a source answers with a table or a text and its format
  builder.withSource(() => 5);
  // @ts-expect-error: there is no such format
  builder.withSource(() => ['a = 1', 'tmol']);
  // @ts-expect-error: a rule is no text
  builder.validate('a', 'positive');
  // @ts-expect-error: a number is no verdict
  builder.validate('a', () => 5);
  // @ts-expect-error: rules are made by their names
  new Rule();

  const config = builder.buildSync<{ a: number }>();
  config.on('change', (changes) => {
    is<readonly Change[]>()(changes);
  });
  config.on('error', (error) => {
    is<SuperConfigError>()(error);
  });
  config.subscribe('a', (changes) => {
    is<readonly Change[]>()(changes);
    is<'added' | 'removed' | 'changed' | undefined>()(changes[0]?.kind);
    is<unknown>()(changes[0]?.new);
  });
  // @ts-expect-error: there is no such event
  config.on('changed', () => {});
}

export async function endings(): Promise<void> {
  using config = loadSync<{ a: number }>();
  await using other = await load();
  using _subscription = config.subscribe('a', () => {});
  is<number>()(config.value.a);
  for await (const change of other.changes({ path: 'a' })) {
    is<Change>()(change);
  }
}
