import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Debian's josm; CI installs it. */
export const hasJosm =
  (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, 'josm'))) &&
  spawnSync('java', ['-version']).status === 0;

/** Begins each record (RFC 8142). */
const RECORD = '\u001e';
/** milliseconds: a Java program that tests hundreds of rules */
const PATIENCE = 120_000;

/** How JOSM's validator calls a finding, and how bad it is. */
export type Found = Readonly<{ severity: string; message: string }>;

/**
 * What JOSM finds in a file of its own, or in a map after a change (`osc`), without a window and without the network.
 * @throws Error where it cannot read one of them
 */
export function josmValidate(osm: string, osc?: string): readonly Found[] {
  const home = mkdtempSync(join(tmpdir(), 'jalon-josm-'));
  const [map, change, out] = ['map.osm', 'change.osc', 'found.geojson'].map(name => join(home, name)) as [
    string,
    string,
    string,
  ];
  try {
    writeFileSync(map, osm);
    if (osc !== undefined) writeFileSync(change, osc);
    const said = execFileSync(
      'josm',
      ['validate', '--input', map, ...(osc === undefined ? [] : ['--change-file', change]), '--output', out],
      {
        encoding: 'utf8',
        timeout: PATIENCE,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          JAVA_TOOL_OPTIONS: `-Djosm.home=${home} -Djava.awt.headless=true -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9`,
        },
      },
    );
    if (!existsSync(out)) throw new Error(`JOSM has not written what it found: ${said}`);
    return readFileSync(out, 'utf8')
      .split('\n')
      .map(line => line.replace(RECORD, '').trim())
      .filter(line => line !== '')
      .flatMap(line => findings(JSON.parse(line)));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JOSM's own shape
const findings = ({ features }: any): Found[] =>
  // biome-ignore lint/suspicious/noExplicitAny: JOSM's own shape
  features.flatMap(({ properties: { severity, test, message } }: any) =>
    severity === undefined ? [] : [{ severity, message: `${test}: ${message}` }],
  );
