import { describe, expect, it } from 'vitest';
import {
  AGREEING,
  GENERIC,
  type NameComparison,
  nameComparer,
  noComparison,
} from '../../../../backend/core/match/names/compare-names.ts';
import { nameBook } from '../../../../backend/core/match/names/name-book.ts';
import { everywhere } from './everywhere.ts';

/** Names that make `caserne`, `kazerne`, `rue` common and the others rare. */
const FILLING =
  'Aarschot Bastogne Ciney Deinze Eeklo Fleurus Geel Halle Izegem Jumet Kortrijk Lokeren Mons Namur Ostende'
    .split(' ')
    .flatMap(town => [[`Caserne ${town}`], [`Kazerne rue ${town}`]]);

const compare = (a: string | readonly string[], b: string | readonly string[]): NameComparison => {
  const list = (names: string | readonly string[]) => (typeof names === 'string' ? [names] : names);
  const book = nameBook([
    [list(a), ...FILLING],
    [list(b), ...FILLING],
  ]);
  const into = noComparison();
  nameComparer(book, everywhere(book))(0, 0, into);
  return into;
};

describe('names agree', () => {
  it.each([
    ['Liège', 'LIEGE'],
    ["Place de l'Étoile", 'place de l’etoile'],
    ['Rachel / Hôtel-de-Ville', "de l'Hôtel-de-Ville / Rachel"],
    ['Parthenais / Ste-Catherine', 'Parthenais / Sainte-Catherine'],
    ['Bd St-Michel', 'Boulevard Saint Michel'],
    ['Caserne Tournai', 'Kazerne Tournai'],
    ['CIS BOURG EN BRESSE', 'Bourg-en-Bresse'],
    ['Kapellekerk', 'Kapelle Kerk'],
    ['Centre Hospitalier Régional', 'CHR'],
    ['Marie Curie', 'M. Curie'],
    ['Charlesroi Sud', 'Charleroi Sud'],
    ['7e Avenue', '7ème avenue'],
    ['Bismillah Food Store', 'Bismillah Foodstore'],
    ['Poundsavers Geel', 'Pound Saver Geel'],
    ['Feuer\u00adwehr Geel', 'Feuerwehr Geel'],
    ['محطة ١٢ النخيل', 'محطة 12 النخيل'],
    ['東京駅', '東京駅'],
    ['Αθήνα', 'ΑΘΗΝΑ'],
  ])('%s and %s', (a, b) => {
    expect(compare(a, b).level).toBeGreaterThanOrEqual(AGREEING);
  });
  it('by each of their words once: a part that is written twice is no second one', () => {
    for (const [a, b] of [
      ['Foodstore Foodstores', 'Food Store'],
      ['Food Store', 'Foodstore Foodstores'],
    ] as const) {
      const { similarity } = compare(a, b);
      expect(similarity).toBeGreaterThan(0.3);
      expect(similarity).toBeLessThan(0.9);
    }
  });
  it('in any of their languages and variants', () => {
    expect(
      compare(['Bruxelles-Midi', 'Brussel-Zuid'], ['Gare du Midi', 'Brussel Zuid']).similarity,
    ).toBeCloseTo(1, 6);
  });
});

describe('names do not agree', () => {
  it.each([
    ['Caserne Tournai', 'Caserne Verviers'],
    ['Station 12', 'Station 21'],
    ['Rue Haute 5', 'Rue Haute 7'],
    ['Marseille', 'Versailles'],
  ])('%s and %s', (a, b) => {
    const { level } = compare(a, b);
    expect(level).toBeLessThan(AGREEING);
    expect(level).toBeGreaterThan(GENERIC);
  });
  it('where one says no more than what the place is', () => {
    expect(compare('Caserne Tournai', 'Kazerne').level).toBe(GENERIC);
  });
});

describe('a rare name', () => {
  it('is worth more than a common one', () => {
    expect(compare('Tournai', 'Tournai').shared).toBeGreaterThan(
      compare('Caserne Mons', 'Caserne Mons').shared,
    );
  });
});
