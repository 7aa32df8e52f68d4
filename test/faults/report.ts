/** Results as tables. */
import { DEFAULT_TUNING } from '../../src/domain/index.js';
import { KINDS, KIND_NAMES, type KindName } from './kinds.js';
import type { Fault, Result } from './scenario.js';

/** What `party` has to hold, for every seed. */
export const BARS = { median: 300, halfOpen: 4_000, connectionsMean: 1.2, connectionsMax: 5 } as const;
/** What `connectionsMax` is for (src/connection/backoff.ts): an outage of so long. Each further attempt comes so much later at the soonest. Milliseconds. */
const AWAY = 5_000;
const FURTHER = (DEFAULT_TUNING.reconnectDelay * DEFAULT_TUNING.reconnectMultiplier ** 4) / 2;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
export const quantile = (values: readonly number[], q: number): number => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN;
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export interface Summary {
  readonly median: number;
  readonly p95: number;
  /** The longest that a half-open line went unnoticed. */
  readonly halfOpen: number;
  readonly connectionsMean: number;
  readonly connectionsMax: number;
}

export function summary(faults: readonly Fault[]): Summary {
  const breaking = faults.filter(({ kind }) => 'breaks' in KINDS[kind]).map(({ recovery }) => recovery);
  const halfOpen = faults.filter(({ kind }) => 'halfOpen' in KINDS[kind]).map(({ recovery }) => recovery);
  const connections = faults.map((fault) => fault.connections);
  return { median: quantile(breaking, 0.5), p95: quantile(breaking, 0.95), halfOpen: Math.max(...halfOpen), connectionsMean: mean(connections), connectionsMax: Math.max(...connections) };
}

const ms = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : value > 0 ? 'never' : '–');
const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** One row a client, all its seeds together. */
export function overview(results: readonly Result[]): string {
  const names = [...new Set(results.map(({ subject }) => subject))];
  return [
    row('client', 'seeds', 'sent up / down', 'lost up / down', 'twice up / down', 'out of order up / down', 'recovery ms: median / p95', 'half-open ms, worst', 'connections a fault: mean / max'),
    row(...Array.from({ length: 9 }, (_, i) => (i ? '---:' : '---'))),
    ...names.map((name) => {
      const own = results.filter(({ subject }) => subject === name);
      const add = (of: (result: Result) => number): number => own.reduce((sum, result) => sum + of(result), 0);
      const s = summary(own.flatMap(({ faults }) => faults));
      return row(
        name, own.map(({ seed }) => seed).join(', '), `${add((r) => r.up.sent)} / ${add((r) => r.down.sent)}`, `${add((r) => r.up.lost.length)} / ${add((r) => r.down.lost.length)}`,
        `${add((r) => r.up.doubled.length)} / ${add((r) => r.down.doubled.length)}`, `${add((r) => r.up.reordered.length)} / ${add((r) => r.down.reordered.length)}`,
        `${ms(s.median)} / ${ms(s.p95)}`, ms(s.halfOpen), `${s.connectionsMean.toFixed(2)} / ${s.connectionsMax}`,
      );
    }),
  ].join('\n');
}

/** Median recovery and mean connections of each kind of fault, clients side by side. */
export function byKind(results: readonly Result[]): string {
  const names = [...new Set(results.map(({ subject }) => subject))];
  const of = (name: string, kind: KindName): string => {
    const faults = results.filter(({ subject }) => subject === name).flatMap((result) => result.faults).filter((fault) => fault.kind === kind);
    return faults.length ? `${ms(quantile(faults.map(({ recovery }) => recovery), 0.5))}; ${mean(faults.map(({ connections }) => connections)).toFixed(1)}` : '–';
  };
  return [row('fault', ...names), row('---', ...names.map(() => '---:')), ...KIND_NAMES.filter((kind) => names.some((name) => of(name, kind) !== '–')).map((kind) => row(kind, ...names.map((name) => of(name, kind))))].join('\n');
}

/**
 * What a result of `party` falls short of; nothing where all holds. `slack` stretches times, for machines that do other things meanwhile: a
 * restart that takes 8 s in place of one costs more connections as well, on average. The most for one fault needs none: it is held against how long that lasted.
 */
export function shortcomings(results: readonly Result[], slack = 1): string[] {
  const out: string[] = [];
  for (const { subject, seed, up, down } of results) {
    for (const [way, { lost, doubled, reordered }] of [['up', up], ['down', down]] as const) {
      if (lost.length) out.push(`${subject}, seed ${seed}: ${lost.length} lost ${way} (${lost.slice(0, 5).join(', ')})`);
      if (doubled.length) out.push(`${subject}, seed ${seed}: ${doubled.length} twice ${way} (${doubled.slice(0, 5).join(', ')})`);
      if (reordered.length) out.push(`${subject}, seed ${seed}: ${reordered.length} out of order ${way} (${reordered.slice(0, 5).join(', ')})`);
    }
  }
  const faults = results.flatMap((result) => result.faults);
  const s = summary(faults);
  if (!(s.median <= BARS.median * slack)) out.push(`median recovery ${ms(s.median)} ms`);
  if (s.halfOpen > BARS.halfOpen * slack) out.push(`a half-open line was found out after ${ms(s.halfOpen)} ms`);
  if (!(s.connectionsMean <= BARS.connectionsMean * (slack > 1 ? 1.5 : 1))) out.push(`${s.connectionsMean.toFixed(2)} connections a fault`);
  for (const { kind, connections, lasted } of faults) {
    if (connections > BARS.connectionsMax + Math.max(0, lasted - AWAY) / FURTHER) out.push(`${connections} connections for one fault (${kind}, over after ${ms(lasted)} ms)`);
  }
  return out;
}
