import { join } from 'node:path';
import { projectRoot } from '../../backend/project-root.ts';

/**
 * A file of what the build makes of the sources, which vitest brings up to date before the first test (its `globalSetup`): a
 * process starts from it in a fraction of the time that compiling the sources takes, and it is what people run.
 */
export const built = (file: string): string => join(projectRoot, 'dist', file);
