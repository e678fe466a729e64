import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../../backend/project-root.ts';
import type { Chart } from './drawing.ts';

/** Of the last run of each benchmark, on whatever machine: not kept with the sources. */
const FOLDER = join(projectRoot, 'bench', 'results');

/** Writes the charts, each over the one before, and says where. Paths from the project's folder. */
export const writeCharts = (charts: readonly Chart[]): readonly string[] => {
  mkdirSync(FOLDER, { recursive: true });
  return charts.map(({ name, svg }) => {
    const file = join(FOLDER, `${name}.svg`);
    writeFileSync(file, svg);
    return relative(projectRoot, file);
  });
};
