import { describe, expect, it } from 'vitest';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { editSubject } from '../../../../frontend/src/task/editors/edit-subject.ts';
import { editorAddress, type PageEditor } from '../../../../frontend/src/task/editors/editor-address.ts';
import { josmRequests } from '../../../../frontend/src/task/editors/josm-requests.ts';

type Feature = NonNullable<TaskView['community']>;
type Task = Pick<TaskView, 'official' | 'community' | 'others' | 'area'>;

const feature = (id: string, at: [number, number], real = true): Feature => ({
  id,
  at,
  shape: null,
  tags: { name: 'SECRET NAME', ref: 'SECRET-1' },
  url: real ? `https://www.openstreetmap.org/${id}` : null,
});
const official = { ...feature('row-7', [4.3512345, 50.8467891], false) };
const community = feature('node/12', [4.35, 50.846]);
const changeset = { comment: 'Fire stations & more', source: 'the list', hashtags: ['#jalon', 'fire'] };
const task = (more: Partial<Task> = {}): Task => ({ official, community, others: [], area: null, ...more });
const subject = (more: Partial<Task> = {}, words: typeof changeset | object = changeset) =>
  editSubject(task(more), { changeset: words as typeof changeset })!;

const PAGES: Readonly<Record<PageEditor, string>> = {
  id: 'https://master.apis.dev.openstreetmap.org/edit',
  rapid: 'https://rapid.example/edit',
  level0: 'http://localhost:8000/',
};
const addressOf = (editor: PageEditor, more: Partial<Task> = {}, words: object = changeset) =>
  new URL(editorAddress(editor, PAGES[editor], subject(more, words)));
/** As iD and Rapid read the part behind `#`: a plus is a plus. */
const behind = (address: URL) =>
  Object.fromEntries(
    address.hash
      .slice(1)
      .split('&')
      .map(pair => pair.split('=').map(decodeURIComponent)),
  );

describe('the address of an editor', () => {
  it('selects the element in iD on a server of OpenStreetMap, shows the place, and fills in the changeset', () => {
    const address = addressOf('id');
    expect(address.origin + address.pathname).toBe(PAGES.id);
    expect(Object.fromEntries(address.searchParams)).toEqual({ editor: 'id', node: '12' });
    expect(behind(address)).toEqual({
      map: '17/50.846395/4.350617',
      id: 'n12',
      comment: 'Fire stations & more',
      source: 'the list',
      hashtags: '#jalon,#fire',
    });
    expect(address.hash).not.toContain('+');
  });

  it('gives Rapid everything behind the #', () => {
    const address = addressOf('rapid', { community: feature('way/34', [4.35, 50.846]) });
    expect(address.search).toBe('');
    expect(behind(address)).toMatchObject({ id: 'w34', source: 'the list' });
  });

  it('names every element to Level0, and says the hashtags in the comment', () => {
    const other = { ...feature('relation/5', [4.3501, 50.846]), side: 'community' as const };
    expect(Object.fromEntries(addressOf('level0', { others: [other] }).searchParams)).toEqual({
      url: 'n12,r5',
      center: '50.846395,4.350617',
      comment: 'Fire stations & more #jalon #fire',
    });
  });

  it('shows the place alone where the map has nothing', () => {
    const address = addressOf('id', { community: null });
    expect(Object.fromEntries(address.searchParams)).toEqual({ editor: 'id' });
    expect(behind(address)).toMatchObject({ map: '18/50.846789/4.351235' });
    expect(behind(address)['id']).toBeUndefined();
  });

  it('zooms out as far as both places want, and leaves out one that lies far away', () => {
    const far = addressOf('id', { official: { ...official, at: [5.9, 50.1] } });
    expect(behind(far)['map']).toBe('18/50.846000/4.350000');
  });

  it('goes over the antimeridian without going round the world', () => {
    const { box } = subject({
      official: { ...official, at: [-179.9999, -17] },
      community: feature('node/12', [179.9999, -17]),
    });
    expect(box[2] - box[0]).toBeLessThan(0.01);
  });

  it('writes nothing as markup or as another parameter', () => {
    const words = { comment: '<script>&id=n1#x', source: 'a=b&c', hashtags: ['#a&b'] };
    for (const editor of ['id', 'rapid'] as const)
      expect(behind(addressOf(editor, {}, words))).toMatchObject({
        id: 'n12',
        comment: words.comment,
        source: words.source,
        hashtags: '#a&b',
      });
  });
});

describe('in look-here mode', () => {
  const area = { centre: [4.36, 50.85] as [number, number], radius: 400 };
  const veiled = { official: null, area };
  const words = { ...changeset, source: null };

  it.each(['id', 'rapid', 'level0'] as const)('%s gets the area, and nothing of the agency', editor => {
    for (const mapHas of [{}, { community: null }]) {
      const text = decodeURIComponent(addressOf(editor, { ...veiled, ...mapHas }, words).href);
      expect(text).not.toMatch(/SECRET|row-7|50\.8467|4\.3512|source/);
    }
    const alone = addressOf(editor, { ...veiled, community: null }, words);
    expect(alone.href).toContain(editor === 'level0' ? '50.850000%2C4.360000' : '/50.850000/4.360000');
  });

  it('JOSM loads the whole area', () => {
    const [request = ''] = josmRequests(
      'http://127.0.0.1:8111',
      subject({ ...veiled, community: null }, words),
      null,
    );
    const asked = Object.fromEntries(new URL(request).searchParams);
    expect(Number(asked['top']) - Number(asked['bottom'])).toBeCloseTo(800 / 111_195, 4);
    expect(asked['changeset_source']).toBeUndefined();
  });
});

describe('what JOSM is asked', () => {
  const josm = (more: Partial<Task> = {}, imagery: Parameters<typeof josmRequests>[2] = null) =>
    josmRequests('http://127.0.0.1:8111', subject(more), imagery).map(one => new URL(one));

  it('loads the place, selects the element and fills in the changeset', () => {
    const [load, ...more] = josm();
    expect(more).toEqual([]);
    expect(load!.origin + load!.pathname).toBe('http://127.0.0.1:8111/load_and_zoom');
    expect(Object.fromEntries(load!.searchParams)).toMatchObject({
      select: 'node12',
      changeset_comment: 'Fire stations & more',
      changeset_source: 'the list',
      changeset_hashtags: '#jalon;fire',
    });
  });

  it('fetches by name what lies elsewhere, before it is selected', () => {
    const other = { ...feature('way/9', [5.2, 51]), side: 'community' as const };
    const [objects, load] = josm({ others: [other] });
    expect(objects!.pathname + objects!.search).toBe('/load_object?objects=w9');
    expect(load!.searchParams.get('select')).toBe('node12,way9');
    expect(Number(load!.searchParams.get('right'))).toBeLessThan(4.4);
  });

  it('shows the imagery that was looked at', () => {
    const layer = {
      id: 'photo',
      name: 'Photo',
      url: 'https://{s}.tiles.example/{z}/{x}/{y}.png',
      attribution: '© Photo',
      maxZoom: 20,
      imagery: true,
      may: ['osm'],
    };
    const asked = Object.fromEntries(josm({}, layer).at(-1)!.searchParams);
    expect(asked).toMatchObject({ title: 'Photo', type: 'tms' });
    expect(asked['url']).toBe('tms[20]:https://{switch:a,b,c}.tiles.example/{zoom}/{x}/{y}.png');
  });
});

describe('nothing is offered to edit', () => {
  it('of fiction, or of another map', () => {
    expect(editSubject(task(), { changeset: null })).toBeNull();
    expect(editSubject(task(), null)).toBeNull();
  });

  it('by the name of what is no element of OpenStreetMap', () => {
    expect(subject({ community: feature('node/12', [4.35, 50.846], false) }).elements).toEqual([]);
  });
});
