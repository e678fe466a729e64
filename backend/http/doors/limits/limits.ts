import type { Context } from 'koa';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../../refusal.ts';
import { addressOf, networkOf } from './address-of.ts';
import { BUDGETS, type Budget, type Line, type Tries } from './budgets.ts';
import { type Counters, inMemory } from './counters.ts';

/** What keeps one person, key or address from taking everything. Every function throws Refusal 429 when it is too much. */
export type Limits = Readonly<{
  /** Before anything is looked up: spends what everybody at this address has together. */
  arrive(ctx: Context, budget: Budget): Promise<void>;
  /** Spends what this person or key has. @param who an id; null: somebody whom nobody knows */
  spend(ctx: Context, budget: Budget, who: string | null): Promise<void>;
  /** What `compare` found; null and false are a wrong guess, of which an address has so many (`Line.tries`). */
  guess<Found>(
    ctx: Context,
    budget: Tries,
    compare: () => Promise<Found | null | false>,
  ): Promise<Found | null>;
}>;

/** Places on an IPv6 network that may be as busy as a school at the same time. Whoever has a network takes a new one for each request. */
const BUSY = 16;

type Counting = Readonly<{
  line: Line;
  each: RateLimiterAbstract | null;
  nobody: RateLimiterAbstract | null;
  together: RateLimiterAbstract;
  /** Of an IPv6 network, in this process's memory: it keeps the store from being filled with places. */
  network: RateLimiterAbstract;
}>;

/** @param budgets a test takes smaller ones */
export function makeLimits(counters: Counters, budgets: Readonly<Record<Budget, Line>> = BUDGETS): Limits {
  const counting = new Map(
    Object.entries(budgets).map(([name, line]) => [name, countingOf(name, line, counters)]),
  );
  const of = (budget: Budget): Counting => counting.get(budget)!;
  return {
    arrive: async (ctx, budget) => {
      await takeOfNetwork(ctx, budget);
      await take(ctx, budget, of(budget).together, addressOf(ctx.ip));
    },
    spend: async (ctx, budget, who) => {
      const { each, nobody } = of(budget);
      if (who === null) {
        if (nobody) await take(ctx, budget, nobody, addressOf(ctx.ip));
      } else if (each) await take(ctx, budget, each, who);
    },
    guess: async (ctx, budget, compare) => {
      const { line, together, network } = of(budget);
      const address = addressOf(ctx.ip);
      if (line.tries === 'short') {
        await refuseSpent(ctx, line, together, address);
        await refuseSpent(ctx, line, network, networkOf(ctx.ip));
      }
      const found = await compare();
      if (found !== null && found !== false) return found;
      await takeOfNetwork(ctx, budget);
      // As many as were sent at once were compared; what is counted here keeps all that follow out.
      await take(ctx, budget, together, address);
      return null;
    },
  };

  async function takeOfNetwork(ctx: Context, budget: Budget): Promise<void> {
    const network = networkOf(ctx.ip);
    if (network !== null) await take(ctx, budget, of(budget).network, network);
  }

  async function take(
    ctx: Context,
    budget: Budget,
    counter: RateLimiterAbstract,
    key: string,
  ): Promise<void> {
    const { line } = of(budget);
    try {
      const left = await counter.consume(key);
      if (!line.tries) tellLeft(ctx, budget, counter, left);
    } catch (fault) {
      if (!(fault instanceof RateLimiterRes)) throw fault;
      if (!line.tries) tellLeft(ctx, budget, counter, fault);
      throw tooMuch(ctx, line, fault.msBeforeNext);
    }
  }
}

async function refuseSpent(
  ctx: Context,
  line: Line,
  counter: RateLimiterAbstract,
  key: string | null,
): Promise<void> {
  const spent = key === null ? null : await counter.get(key);
  if (spent && spent.consumedPoints >= counter.points) throw tooMuch(ctx, line, spent.msBeforeNext);
}

function countingOf(name: string, line: Line, counters: Counters): Counting {
  const make = line.shared ? counters.shared : inMemory;
  const counter = (tier: string, points: number | undefined) =>
    points === undefined ? null : make({ name: `${name}:${tier}`, points, seconds: line.seconds });
  return {
    line,
    each: counter('each', line.each),
    nobody: counter('nobody', line.nobody),
    together: counter('together', line.together)!,
    network: inMemory({ name: `${name}:network`, points: line.together * BUSY, seconds: line.seconds }),
  };
}

/** Of the last budget that was asked, which is the narrowest. */
function tellLeft(ctx: Context, budget: Budget, counter: RateLimiterAbstract, left: RateLimiterRes): void {
  ctx.set('RateLimit-Policy', `"${budget}";q=${counter.points};w=${counter.duration}`);
  ctx.set('RateLimit', `"${budget}";r=${left.remainingPoints};t=${secondsOf(left.msBeforeNext)}`);
}

function tooMuch(ctx: Context, { tries }: Line, wait: number): Refusal {
  const seconds = secondsOf(wait);
  ctx.set('Retry-After', String(seconds));
  const detail = `Try again in ${seconds} seconds.`;
  return tries
    ? new Refusal(429, 'too-many-tries', 'Too many wrong secrets came from this address', detail)
    : new Refusal(429, 'too-many-requests', 'Too many requests', detail);
}

const secondsOf = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));
