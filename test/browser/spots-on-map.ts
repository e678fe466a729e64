import type { Page, Response } from 'playwright-core';
import type { TaskWindow } from '../../backend/http/contract/task.ts';
import { mercator } from '../../frontend/src/map/mercator.ts';

type Properties = TaskWindow['features'][number]['properties'];
export type Spot = Readonly<{ of: Properties; spot: [x: number, y: number] }>;

/** Opens a page, and tells where on the screen its map draws what once it rests. */
export async function spotsOnMap(page: Page, open: () => Promise<unknown>): Promise<Spot[]> {
  const answers: Response[] = [];
  const listen = (answer: Response) => answer.url().includes('/window?') && answers.push(answer);
  page.on('response', listen);
  await open();
  await page.waitForLoadState('networkidle');
  page.off('response', listen);
  const last = answers.at(-1);
  if (!last) throw new Error('The page asked for no window of a map');
  const box = new URL(last.url()).searchParams.get('box') ?? '';
  const [west = 0, south = 0, east = 0, north = 0] = box.split(',').map(Number);
  const [[left, bottom], [right, top]] = [mercator(west, south), mercator(east, north)];
  const map = (await page.locator('.leaflet-container').boundingBox())!;
  return ((await last.json()) as TaskWindow).features.map(({ geometry, properties }) => {
    const [x, y] = mercator(...geometry.coordinates);
    const share = [(x - left) / (right - left), (y - top) / (bottom - top)] as const;
    return { of: properties, spot: [map.x + map.width * share[0], map.y + map.height * share[1]] };
  });
}
