import { expect, it } from 'vitest';
import { type Client, type Engine, Turns } from '../../../backend/store/embedded/turns.ts';

/** An engine whose statements are words: `begin` and `end` of a transaction, everything else answers itself. */
function engine(): Engine & { ran: string[] } {
  const ran: string[] = [];
  let open = false;
  return {
    ran,
    run: bytes => {
      const text = Buffer.from(bytes)
        .toString()
        .replaceAll('\0', '')
        .replace(/^[QS]\W*/, '');
      ran.push(text);
      if (text === 'begin') open = true;
      if (text === 'end' || text === 'rollback') open = false;
      return Buffer.alloc(0);
    },
    inTransaction: () => open,
  };
}

function client(name: string): Client & { got: string[] } {
  const got: string[] = [];
  return {
    got,
    send: bytes => void got.push(`${name} ${bytes.toString('latin1')}`),
    end: () => void got.push('ended'),
  };
}

const say = (turns: Turns, who: Client, text: string, whole = true) =>
  turns.add({ client: who, bytes: Buffer.from(text), whole });
const ticks = async (count = 20) => {
  for (let i = 0; i < count; i++) await new Promise(resolve => setImmediate(resolve));
};

it('gives a whole transaction to the client that began it', async () => {
  const session = engine();
  const turns = new Turns(session);
  const [one, two] = [client('one'), client('two')];
  say(turns, one, 'begin');
  say(turns, two, 'x');
  say(turns, one, 'a');
  await ticks();
  expect(session.ran).toEqual(['begin', 'a']);
  say(turns, one, 'end');
  await ticks();
  expect(session.ran).toEqual(['begin', 'a', 'end', 'x']);
});

it('waits for the rest of what a client has only flushed', async () => {
  const session = engine();
  const turns = new Turns(session);
  const [one, two] = [client('one'), client('two')];
  say(turns, one, 'parse', false);
  say(turns, two, 'x');
  await ticks();
  expect(session.ran).toEqual(['parse']);
  say(turns, one, 'execute');
  await ticks();
  expect(session.ran).toEqual(['parse', 'execute', 'x']);
});

it('undoes what a client that left had begun, and forgets what it still wanted', async () => {
  const session = engine();
  const turns = new Turns(session);
  const [one, two] = [client('one'), client('two')];
  say(turns, one, 'begin');
  await ticks();
  say(turns, one, 'a');
  say(turns, two, 'x');
  turns.leave(one);
  await ticks();
  expect(session.ran).toEqual(['begin', '', 'rollback', 'x']);
});

it('ends a client that holds a transaction, says nothing and keeps others waiting', async () => {
  const session = engine();
  const turns = new Turns(session, { idleInTransaction: 5 });
  const [one, two] = [client('one'), client('two')];
  say(turns, one, 'begin');
  await ticks();
  await new Promise(resolve => setTimeout(resolve, 30));
  expect(one.got).toEqual([]);
  say(turns, two, 'x');
  await expect.poll(() => session.ran).toEqual(['begin', '', 'rollback', 'x']);
  expect(one.got[0]).toContain('25P03');
  expect(one.got[1]).toBe('ended');
});

it('runs nothing more of a client that lost its transaction, which would count without it', async () => {
  const session = engine();
  const turns = new Turns(session, { idleInTransaction: 5 });
  const [one, two] = [client('one'), client('two')];
  say(turns, one, 'begin');
  await ticks();
  say(turns, two, 'x');
  await expect.poll(() => session.ran).toEqual(['begin', '', 'rollback', 'x']);
  say(turns, one, 'insert');
  say(turns, two, 'y');
  await ticks();
  expect(session.ran).toEqual(['begin', '', 'rollback', 'x', 'y']);
});
