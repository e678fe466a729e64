import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config.ts';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** Who asks, for the operator of the other side: name, version and a way to reach us. */
export const userAgent = (contact: string): string => `Jalon/${version}${contact ? ` (${contact})` : ''}`;
