import { describe, expect, it } from 'vitest';
import { changesForJosm } from '../../../frontend/src/changes/to-josm.ts';

const changeset = { comment: 'Wells & more', source: null, hashtags: ['#jalon', '#wells'] };
const what = { name: 'Wells, made up', file: '<osm/>', at: [4.5, 50.25] as const, changeset };
const BASE = 'http://127.0.0.1:8111';
const asked = (request: string | undefined) => {
  const { pathname, searchParams } = new URL(request!);
  return [pathname, Object.fromEntries(searchParams)];
};

describe('changes for JOSM', () => {
  it('are a layer of their own, and the words of the changeset come with the place of the first', () => {
    const requests = changesForJosm(BASE, what);
    expect(requests?.map(asked)).toEqual([
      [
        '/load_data',
        {
          new_layer: 'true',
          layer_name: 'Wells, made up',
          mime_type: 'application/x-osm+xml',
          data: '<osm/>',
        },
      ],
      [
        '/load_and_zoom',
        {
          left: '4.498500',
          right: '4.501500',
          bottom: '50.248500',
          top: '50.251500',
          changeset_comment: 'Wells & more',
          changeset_hashtags: '#jalon;#wells',
        },
      ],
    ]);
    expect(changesForJosm(BASE, { ...what, at: null })).toEqual(requests?.slice(0, 1));
  });

  it('that no address can hold are not sent', () => {
    expect(changesForJosm(BASE, { ...what, file: '<'.repeat(700_000) })).toBeNull();
  });
});
