import { describe, expect, it } from 'vitest';
import { compareWebsites, websiteOf, websitesIn } from '../../../../backend/core/match/evidence/websites.ts';

const level = (a: string, b: string): number => compareWebsites(websitesIn(a), websitesIn(b));
const [NOTHING, OTHER, SITE, SAME] = [0, 1, 2, 3];

describe('websites', () => {
  it.each([
    ['https://www.pompiers.example/z180', 'http://pompiers.example/z180/'],
    ['POMPIERS.example', 'https://www.pompiers.example/'],
    ['www.stlucas.be', '//stlucas.be/index.html'],
    ['https://stlucas.be/home.aspx', 'https://stlucas.be'],
    ['https://stlucas.be:443/#contact', 'stlucas.be'],
    ['https://stlucas.be/nl?utm_source=gmb&utm_medium=organic', 'https://stlucas.be/nl'],
    ['https://stlucas.be/?fbclid=IwAR0', 'stlucas.be'],
    ['https://stlucas.be/page.php?b=2&a=1', 'https://stlucas.be/page.php?a=1&b=2&gclid=3'],
    ['https://m.facebook.com/stlucas/', 'https://fr-fr.facebook.com/StLucas?ref=hl'],
    ['https://fb.com/stlucas', 'https://www.facebook.com/stlucas'],
    ['https://stlucas.be;https://azstlucas.be', 'https://azstlucas.be'],
  ])('%s is %s', (a, b) => {
    expect(level(a, b)).toBe(SAME);
    expect(level(b, a)).toBe(SAME);
  });

  it('of one host may be two pages, which says less', () => {
    expect(level('https://ville.example/caserne-a', 'https://ville.example/caserne-b')).toBe(SITE);
    expect(level('https://ville.example/page?id=1', 'https://ville.example/page?id=2')).toBe(SITE);
    expect(level('https://ville.example', 'https://bourg.example')).toBe(OTHER);
  });

  it('on a site of many are known by their page alone', () => {
    expect(level('https://facebook.com/caserne-a', 'https://facebook.com/caserne-b')).toBe(OTHER);
    expect(level('facebook.com/profile.php?id=1', 'facebook.com/profile.php?id=2')).toBe(OTHER);
    expect(level('https://facebook.com', 'https://www.facebook.com/')).toBe(NOTHING);
    expect(level('https://facebook.com/caserne', 'https://instagram.com/caserne')).toBe(NOTHING);
    expect(level('https://facebook.com/caserne', 'https://caserne.example')).toBe(NOTHING);
    expect(level('https://un.business.site', 'https://deux.business.site')).toBe(OTHER);
  });

  it('behind a short link are not seen', () => {
    expect(level('https://bit.ly/3xYz', 'https://caserne.example')).toBe(NOTHING);
    expect(level('https://bit.ly/3xYz', 'https://bit.ly/4aBc')).toBe(NOTHING);
    expect(level('https://bit.ly/3xYz', 'http://bit.ly/3xyz')).toBe(SAME);
  });

  it('that are none say nothing', () => {
    for (const none of ['', 'http://', 'none', 'https://localhost/', '/contact', '....', 'a'.repeat(100_000)])
      expect(level(none, 'https://caserne.example'), none.slice(0, 20)).toBe(NOTHING);
  });

  it('are read from the first key that has one', () => {
    expect(websiteOf({ url: 'a', 'contact:website': 'b' })).toBe('b');
    expect(websiteOf({})).toBeUndefined();
  });
});
