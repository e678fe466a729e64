import { SETTINGS } from '../backend/config.ts';
import { DEFAULT_LAYERS } from '../backend/layers.ts';

/** The settings as Markdown, for docs/settings.md; a test keeps the two equal. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, { preset, meaning }]) => {
    const shown =
      name === 'LAYERS' ? 'see below' : preset ? `\`${preset}\`` : preset === null ? 'unset' : 'empty';
    return `| \`${name}\` | ${shown} | ${meaning} |`;
  });
  return ['| setting | preset | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The preset of LAYERS, as one would write it. */
export function layersExample(): string {
  return ['```json', JSON.stringify(DEFAULT_LAYERS, null, 2), '```'].join('\n');
}
