import { writeFileSync } from 'node:fs';

/** Leaves the totals of a vitest run in the file that JALON_TOTALS names, for `npm test` to print last. */
export default class TotalsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that does not even load has no tests to fail.
      if (module.errors().length > 0) totals.failed++;
      for (const suite of module.children.allSuites()) totals.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        totals[state === 'passed' ? 'passed' : state === 'failed' ? 'failed' : 'skipped']++;
      }
    }
    if (process.env.JALON_TOTALS) writeFileSync(process.env.JALON_TOTALS, JSON.stringify(totals));
  }
}
