import { describe, expect, it } from 'vitest';
import { channelOf, namesListened } from '../../../backend/store/embedded/channels.ts';
import { frame } from '../../../backend/store/embedded/frames.ts';

describe('namesListened', () => {
  it('reads LISTEN in a simple query, names folded as PostgreSQL folds them', () => {
    expect(namesListened(frame('Q', 'LISTEN Jobs; listen "Quoted ""Name"""'))).toEqual({
      listen: ['jobs', 'Quoted "Name"'],
      unlisten: [],
    });
  });

  it('reads LISTEN and UNLISTEN in a Parse, after the name of the statement', () => {
    const parse = frame('P', 'statement', 'unlisten *', Buffer.from([0, 0]));
    expect(namesListened(Buffer.concat([parse, frame('S')]))).toEqual({ listen: [], unlisten: ['*'] });
  });
});

it('reads the channel of a notification', () => {
  expect(channelOf(frame('A', 42, 'jobs', 'payload'))).toBe('jobs');
});
