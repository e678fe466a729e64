import type { Page } from 'playwright-core';

/** What the page's browser keeps for us in a table. */
export const keptRows = <Row>(page: Page, table: 'outbox' | 'drafts' | 'ahead' | 'copies'): Promise<Row[]> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('jalon', 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const rows = opening.result.transaction('${table}').objectStore('${table}').getAll();
      rows.onsuccess = () => {
        opening.result.close();
        resolve(rows.result);
      };
    };
  })`) as Promise<Row[]>;
